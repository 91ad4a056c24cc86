"""The overview's panels of what most models of a platform watch: one query for each metric, with a line for every model."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Sequence
from functools import reduce
from typing import Final

from msgspec import Struct
from msgspec.structs import replace

from tocsin import promql
from tocsin.conventions import MODEL_LABEL, words
from tocsin.diagnostics import Findings
from tocsin.ir import PromQuery
from tocsin.lower.context import milliseconds
from tocsin.lower.metrics import Metrics
from tocsin.lower.panels.drawing import Drawing
from tocsin.lower.panels.wording import heading
from tocsin.lower.subject import Subject
from tocsin.spec.metrics import SeriesMetric
from tocsin.spec.parts import made_of
from tocsin.threshold import Reading, Threshold
from tocsin.threshold.refusal import Refusal
from tocsin.thresholds import quantile, static

ASKED: Final = 100
"""So many may be asked for one by one: each makes a query longer, which a browser sends every minute."""
_MOST: Final = 4
"""As many as there are golden signals. https://sre.google/sre-book/monitoring-distributed-systems/"""
_KINDS: Final = (static.Kind, quantile.Kind)
"""What these compare is the metric itself."""


def signals(drawing: Drawing, models: Sequence[Subject]) -> Iterator[PromQuery]:
    """Yield a query for each of the metrics that most of `models` watch, at least two, in the order in which they are first watched.

    Of those that equally many watch the gravest alerts decide: whether answers fail is more than how long they take. Models that series
    name by a label, as they are called here, are asked for together. One that they call otherwise, or tell apart by its job or pods, is
    asked for by itself, as its alerts do; of more than `ASKED` of these there is no column. How a metric is read is what the first
    threshold says, for a column has one meaning.
    """
    watching: dict[str, list[Subject]] = {}
    for model in models:
        thresholds = ((each.metric or name) for name, each in model.spec.thresholds.items() if isinstance(each, _KINDS))
        for metric in dict.fromkeys(thresholds):
            watching.setdefault(metric, []).append(model)
    # What is wrong with a metric is said by who watches it.
    known = Metrics(drawing.context.resolved, drawing.context.texts, Findings())
    found: list[tuple[tuple[int, int], PromQuery]] = []
    for metric, those in watching.items():
        query = _query(_Asking(drawing, known, metric, those[0]), models, those) if len(those) > 1 else None
        found += [((-len(those), -_gravity(drawing, metric, those)), query)] if query is not None else []
    kept = sorted(range(len(found)), key=lambda index: found[index][0])[:_MOST]
    yield from (found[index][1] for index in sorted(kept))


def _gravity(drawing: Drawing, metric: str, those: Iterable[Subject]) -> int:
    """Return how grave the gravest alert on `metric` is that any of `those` has."""
    context = drawing.context
    watching = (each for model in those for name, each in model.spec.thresholds.items() if (each.metric or name) == metric)
    found = {step.severity or threshold.severity or context.usual for threshold in watching for step in threshold.steps()}
    return max((rank for rank, severity in enumerate(context.platform.severities) if severity in found), default=0)


class _Asking(Struct, frozen=True):
    """A metric, read as its first watcher does."""

    drawing: Drawing
    known: Metrics
    metric: str
    first: Subject

    @property
    def threshold(self) -> tuple[str, Threshold]:
        return next((name, each) for name, each in self.first.spec.thresholds.items() if (each.metric or name) == self.metric)

    @property
    def low(self) -> bool:
        """Whether the lowest is the worst."""
        return any(bound.op.startswith("<") for step in self.threshold[1].steps() for bound in step.bounds)

    def reading(self, subject: Subject | None) -> Reading | None:
        """Return its value for `subject`, or for each model; None where there is none."""
        name, threshold = self.threshold
        by = (MODEL_LABEL,) if subject is None else ()
        measure = self.known.bind(self.metric, subject, where=threshold.where, by=by, at=(*self.first.at, "thresholds", name))
        window_ms = milliseconds(threshold.over) if threshold.over else self.drawing.context.window_of(subject or self.first)
        found = None if measure is None else threshold.reading(measure, window_ms=window_ms, low=self.low, others=_nobody)
        return None if isinstance(found, Refusal) else found

    def label(self, parts: Collection[str]) -> str | None:
        """Return the label by which all series that it is made of, `parts`, tell models apart; None where they do not."""
        labels = {self.known.labels(each, ()).get(MODEL_LABEL) for each in parts}
        return labels.pop() if len(labels) == 1 else None

    def names(self, parts: Collection[str], model: Subject) -> set[str]:
        """Return what these series call `model`."""
        return {model.known_as(each, definition.pack) for each in parts if (definition := self.known.series().get(each)) is not None}


def _query(asking: _Asking, models: Sequence[Subject], those: Sequence[Subject]) -> PromQuery | None:
    """Return the query of a metric that `those` of `models` watch; None where it cannot be asked for."""
    metrics = asking.drawing.context.resolved.spec.metrics
    parts = [part for part in made_of((asking.metric,), metrics) if isinstance(metrics.get(part), SeriesMetric | None)]
    label = asking.label(parts)
    names = {model.name: asking.names(parts, model) for model in models} if label is not None else {}
    meant = Counter(name for each in names.values() for name in each)
    otherwise = {name: called for name, called in names.items() if called != {name} or meant[name] > 1}
    alone = [model for model in those if label is None or model.name in otherwise]
    if len(alone) > ASKED or len(otherwise) > ASKED:
        return None
    told = asking.reading(None) if label is not None and len(alone) < len(those) else None
    each = {model.name: reading for model in alone if (reading := asking.reading(model)) is not None}
    shown = told or next(iter(each.values()), None)
    if shown is None:
        return None
    values = []
    if told is not None and label is not None:
        plain = [model.name for model in models if model.name not in otherwise]
        strange = {*otherwise, *(name for called in otherwise.values() for name in called)}
        asked = (promql.any_of(label, plain),) if len(plain) <= ASKED else (promql.none_of(label, sorted(strange)),) if strange else ()
        values = [_by_name(_asked(asking, told.value, asked), label)]
    values += [named(reading.value, MODEL_LABEL, name) for name, reading in each.items()]
    value = reduce(promql.either, values)
    if label != MODEL_LABEL or each:
        value = promql.Aggregate("min" if asking.low else "max", value, (MODEL_LABEL,))
    return PromQuery(expr=value, legend=heading(f"{words(asking.metric)} {shown.title}".rstrip()), instant=True, unit=shown.unit)


def named(expr: promql.Expr, label: str, name: str) -> promql.Expr:
    """Return `expr` with the name of a model or component in `label`."""
    return promql.call("label_replace", expr, label, name, "", "")


def _by_name(expr: promql.Expr, label: str) -> promql.Expr:
    return expr if label == MODEL_LABEL else promql.call("label_replace", expr, MODEL_LABEL, "$1", label, "(.+)")


def _asked(asking: _Asking, expr: promql.Expr, names: Sequence[promql.Matcher]) -> promql.Expr:
    """Return `expr` of the platform's series, and of the models that `names` ask for: others may be served in the same namespace."""

    def narrowed(node: promql.Expr) -> promql.Expr:
        return replace(node, matchers=(*node.matchers, *names)) if isinstance(node, promql.Selector) else node

    return promql.transform(asking.drawing.scope.confined(expr), narrowed)


def _nobody(*_: object, **__: object) -> None:
    """Return no other metric: what is read here needs none."""
