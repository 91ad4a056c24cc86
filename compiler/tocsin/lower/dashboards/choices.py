"""Variables of dashboards: the models that a viewer may choose among."""

from __future__ import annotations

import re
from collections.abc import Iterable

from tocsin import promql
from tocsin.conventions import MODEL_LABEL
from tocsin.ir import Choice, Panel, PromQuery, Row
from tocsin.lower.context import Context
from tocsin.source import KeyPath


def choice_of_models(context: Context) -> Choice:
    """Return the choice among the models, each by all names that metrics call it."""
    models = context.resolved.spec.models
    names = {name: sorted({name, *model.names(name)}) for name, model in models.items()}
    return Choice(name=MODEL_LABEL, options=tuple((name, "|".join(map(_pattern, known))) for name, known in names.items()))


def check_choice(context: Context, choice: Choice, rows: Iterable[Row], at: KeyPath) -> None:
    """Say at `at` when no query asks for what was chosen."""
    panels = (panel for row in rows for panel in row.panels if isinstance(panel, Panel))
    queries = (query for panel in panels for query in panel.queries if isinstance(query, PromQuery))
    asked = (matcher.value for query in queries for selector in promql.selectors(query.expr) for matcher in selector.matchers)
    if choice.asked not in asked:
        message = "no panel shows several models" if len(choice.options) > 1 else "there are no two models to choose from"
        remedy = "remove `variables:`, or show a metric whose `labels:` have the model, of no `model:` in particular"
        context.findings.add("dashboard/vain-variable", message, remedy, at=at)


def _pattern(name: str) -> str:
    """Return the pattern of a name without a backslash, which PromQL would read in its string: what has a meaning there is any character.

    >>> _pattern("org/model-1.5"), _pattern("a|b")
    ('org/model-1[.]5', 'a.b')
    """
    return re.sub(r"[^\w/:@ -]", lambda found: "[.]" if found[0] == "." else ".", name)
