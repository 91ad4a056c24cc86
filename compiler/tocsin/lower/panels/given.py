"""The panels that a model's or component's own dashboard shows besides its alerts: those of its spec and of its pack."""

from __future__ import annotations

from collections.abc import Iterator

from tocsin.ir import Panel, PromQuery, TextPanel
from tocsin.lower.panels.drawing import Drawing
from tocsin.lower.panels.named import panel
from tocsin.lower.subject import Subject
from tocsin.source import Route
from tocsin.spec.dashboards import Lines
from tocsin.spec.dashboards import Panel as Spec


def panels_given(drawing: Drawing, subject: Subject) -> Iterator[Panel | TextPanel]:
    """Yield the panels of `panels:`, of the subject's own series. What names another model has then been told: no own file reads others."""
    for index, item in enumerate(subject.spec.panels or ()):
        for key, given in item.items():
            at: Route = (*subject.at, "panels", index, key)
            if isinstance(given, Spec):
                _own(drawing, subject, given, at)
            whose = given.model_copy(update={"model": subject.name}) if isinstance(given, Spec) else given
            drawn = panel(drawing, key, whose, at)
            if drawn is not None:
                yield drawn


def _own(drawing: Drawing, subject: Subject, given: Lines, at: Route) -> None:
    if given.model not in {None, subject.name}:
        remedy = "draw it under `dashboards:`, where every model may be shown"
        message = f"the dashboard of `{subject.name}` shows nothing of `{given.model}`"
        drawing.context.findings.add("dashboard/of-another-model", message, remedy, at=(*at, "model"))
    for index, item in enumerate(given.of if isinstance(given, Spec) else ()):
        for key, line in item.items():
            if isinstance(line, Lines):
                _own(drawing, subject, line, (*at, "of", index, key))


def shows(panel: Panel | TextPanel, other: Panel) -> bool:
    """Tell whether `panel` draws all that `other` does, its limits included, so that the other is one picture too many."""
    if isinstance(panel, TextPanel) or not set(other.lines) <= set(panel.lines):
        return False
    asked, there = ({query for query in each.queries if isinstance(query, PromQuery)} for each in (other, panel))
    return len(asked) == len(other.queries) and {query.expr for query in asked} <= {query.expr for query in there}
