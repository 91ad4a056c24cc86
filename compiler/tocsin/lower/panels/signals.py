"""What most models of a platform watch: a value of each metric for every model, by one query, as their alerts read it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from tocsin import promql
from tocsin.conventions import MODEL_LABEL, words
from tocsin.diagnostics import Findings
from tocsin.ir import PromQuery
from tocsin.lower.context import milliseconds
from tocsin.lower.metrics import Metrics
from tocsin.lower.panels.drawing import Drawing
from tocsin.lower.panels.wording import heading
from tocsin.lower.subject import Subject
from tocsin.refusal import Refusal
from tocsin.spec.metrics import SeriesMetric
from tocsin.spec.parts import made_of
from tocsin.thresholds import quantile, static

_MOST: Final = 4
"""As many as there are golden signals. https://sre.google/sre-book/monitoring-distributed-systems/"""
_KINDS: Final = (static.Kind, quantile.Kind)
"""What these compare is the metric itself."""


def signals(drawing: Drawing, models: Sequence[Subject]) -> Iterator[PromQuery]:
    """Yield a query for each of the metrics that most of `models` watch, at least two, in the order in which they are first watched.

    Only metrics whose series say by a label which model they are of, by the name that it has here: of others no query tells all apart.
    How they are read is what the first threshold says, for a column has one meaning.
    """
    watching: dict[str, list[Subject]] = {}
    unlike: set[str] = set()
    for model in models:
        if model.spec.known_as is not None:
            unlike.update(threshold.metric or name for name, threshold in model.spec.thresholds.items())
        for name, threshold in model.spec.thresholds.items():
            if isinstance(threshold, _KINDS):
                watching.setdefault(threshold.metric or name, []).append(model)
    # What is wrong with a metric is said by who watches it.
    known = Metrics(drawing.context.resolved, drawing.context.texts, Findings())
    found: list[tuple[int, PromQuery]] = []
    for metric, those in watching.items():
        if len(those) > 1 and metric not in unlike and (label := _label(drawing, known, metric)) is not None:
            query = _query(drawing, known, metric, those[0], label)
            found += [(len(those), query)] if query is not None else []
    most = sorted((count for count, _ in found), reverse=True)[:_MOST]
    kept = [query for count, query in found if count >= most[-1]] if most else []
    yield from kept[:_MOST]


def _label(drawing: Drawing, known: Metrics, metric: str) -> str | None:
    """Return the label by which the series of `metric` tell models apart; None where they do not."""
    metrics = drawing.context.resolved.spec.metrics
    series = [part for part in made_of((metric,), metrics) if isinstance(metrics.get(part), SeriesMetric | None)]
    labels = {known.labels(each, ()).get(MODEL_LABEL) for each in series}
    return labels.pop() if len(labels) == 1 else None


def _query(drawing: Drawing, known: Metrics, metric: str, first: Subject, label: str) -> PromQuery | None:
    context = drawing.context
    name, threshold = next((name, each) for name, each in first.spec.thresholds.items() if (each.metric or name) == metric)
    measure = known.bind(metric, None, where=threshold.where, by=(MODEL_LABEL,), at=(*first.at, "thresholds", name))
    window_ms = milliseconds(threshold.over) if threshold.over else context.window_of(first)
    low = any(bound.op.startswith("<") for step in threshold.steps() for bound in step.bounds)
    reading = None if measure is None else threshold.reading(measure, window_ms=window_ms, low=low, others=_nobody)
    if reading is None or isinstance(reading, Refusal):
        return None
    value = drawing.scope.confined(reading.value)
    if label != MODEL_LABEL:
        named = promql.call("label_replace", value, MODEL_LABEL, "$1", label, "(.+)")
        value = promql.Aggregate("min" if low else "max", named, (MODEL_LABEL,))
    return PromQuery(expr=value, legend=heading(f"{words(metric)} {reading.title}".rstrip()), instant=True, unit=reading.unit)


def _nobody(*_: object, **__: object) -> None:
    """Return no other metric: what is read here needs none."""
