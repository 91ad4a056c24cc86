"""The panels that a model's or component's own dashboard shows besides its alerts: those of its spec and of its pack."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from msgspec.structs import replace

from tocsin import promql
from tocsin.ir import Panel, PromQuery, TextPanel
from tocsin.lower.panels.drawing import Drawing
from tocsin.lower.panels.named import panel
from tocsin.lower.panels.watched import tells
from tocsin.lower.subject import Subject
from tocsin.source import KeyPath
from tocsin.spec.dashboards import Lines
from tocsin.spec.dashboards import Panel as Spec


def panels_given(drawing: Drawing, subject: Subject) -> Iterator[Panel | TextPanel]:
    """Yield the panels of `panels:`, of the subject's own series. What names another model has then been told: no own file reads others."""
    for index, item in enumerate(subject.spec.panels or ()):
        for key, given in item.items():
            at: KeyPath = (*subject.at, "panels", index, key)
            if isinstance(given, Spec):
                _own(drawing, subject, given, at)
            whose = given.model_copy(update={"model": subject.name}) if isinstance(given, Spec) else given
            drawn = panel(drawing, key, whose, at)
            if drawn is not None:
                yield drawn


def _own(drawing: Drawing, subject: Subject, given: Lines, at: KeyPath) -> None:
    if given.model not in {None, subject.name}:
        remedy = "draw it under `dashboards:`, where every model may be shown"
        message = f"the dashboard of `{subject.name}` shows nothing of `{given.model}`"
        drawing.context.findings.add("dashboard/of-another-model", message, remedy, at=(*at, "model"))
    for index, item in enumerate(given.of if isinstance(given, Spec) else ()):
        for key, line in item.items():
            if isinstance(line, Lines):
                _own(drawing, subject, line, (*at, "of", index, key))


def joined(given: Iterable[Panel | TextPanel], watched: Iterable[Panel]) -> tuple[tuple[Panel | TextPanel, ...], tuple[Panel, ...]]:
    """Return the panels given, with what is said and watched of those of `watched` that they show, and what is left of these."""
    pictures, left = list(given), []
    for other in watched:
        index = next((index for index, panel in enumerate(pictures) if _shows(panel, other)), None)
        if index is None:
            left.append(other)
        else:
            pictures[index] = _limited(pictures[index], other)
    return tuple(pictures), tuple(left)


def _limited(panel: Panel | TextPanel, other: Panel) -> Panel | TextPanel:
    if isinstance(panel, TextPanel):
        return panel
    return replace(
        panel,
        lines=tuple(dict.fromkeys((*panel.lines, *other.lines))),
        promise=" ".join(filter(None, (panel.promise, other.promise))),
        watched=(*panel.watched, *(watch for watch in other.watched if watch not in panel.watched)),
    )


def _shows(panel: Panel | TextPanel, other: Panel) -> bool:
    """Tell whether `panel`, of one metric, draws all that `other` does, which is then one picture too many."""
    if isinstance(panel, TextPanel) or (panel.shape, panel.unit) != (other.shape, other.unit):
        return False
    asked, there = ([query.expr for query in each.queries if isinstance(query, PromQuery)] for each in (other, panel))
    if len(asked) < len(other.queries) or len({frozenset(promql.metrics(expr)) for expr in there}) != 1:
        return False
    return all(any(expr == each or tells(each, expr) for each in there) for expr in asked)
