"""From a metric's name to what can be asked of it for one model: a Measure with the right series."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from tocsin import promql, units
from tocsin.catalog import Pack
from tocsin.diagnostics import Findings, did_you_mean
from tocsin.lower.subject import Subject
from tocsin.lower.texts import Texts
from tocsin.measures import Difference, Mean, Measure, Ratio, Raw, Series, ShareBelow
from tocsin.promql import Matcher
from tocsin.section import Where
from tocsin.source import Route
from tocsin.spec import metrics as spec
from tocsin.spec.resolved import Resolved

if TYPE_CHECKING:
    from tocsin.catalog import Metric

# Labels that every scrape adds; they need not be declared. https://prometheus-operator.dev/docs/api-reference/api/
_TARGET_LABELS = frozenset({"namespace", "pod", "container", "service", "job", "instance", "endpoint", "node"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Definition:
    """A series as spec and pack together know it."""

    series: str
    type: str
    unit: units.Unit
    labels: Mapping[str, str]
    known: frozenset[str] | None
    """Every label it may have; None: not known."""
    buckets: tuple[float, ...]
    native: bool
    where: Where
    pack: str | None
    foreign: bool
    """Whether another exporter than the model's own serves it, so that the model's `job` says nothing about it."""
    help: str
    at: Route


class Metrics:
    """Looks metrics up by name and binds them to models. Complaints go to `findings`."""

    def __init__(self, resolved: Resolved, texts: Texts, findings: Findings) -> None:
        self._resolved = resolved
        self._texts = texts
        self._findings = findings
        self._definitions: dict[str, Definition | None] = {}

    def names(self) -> tuple[str, ...]:
        """Return the metrics of the spec, in its order."""
        return tuple(self._resolved.spec.metrics)

    def help(self, name: str) -> str:
        """Return what a metric measures, in the words of spec or pack; empty when nobody says."""
        metric = self._resolved.spec.metrics.get(name)
        if metric is not None and metric.help is not None:
            return metric.help
        if metric is None or isinstance(metric, spec.SeriesMetric):
            definition = self._definition(name, ())
            return definition.help if definition is not None else ""
        return ""

    def labels(self, name: str, at: Route) -> Mapping[str, str]:
        """Return the labels of a metric by our dimensions; empty when it is no series."""
        definition = self._definition(name, at)
        return definition.labels if definition is not None else {}

    def bind(self, name: str, subject: Subject | None, *, where: Where, by: Iterable[str], at: Route) -> Measure | None:
        """Return the metric `name` of `subject` (None: of all) narrowed to `where`, one value for each of `by`.

        `at` is where it is asked for; None when it cannot be had, which has then been said.
        """
        metric = self._resolved.spec.metrics.get(name)
        names = tuple(by)
        match metric:
            case spec.RatioMetric(ratio=ratio):
                own: Where = {**ratio.where, **where}
                of = self._series(_names(ratio.of), subject, own, names, at)
                whole = _names(ratio.to or ratio.of)
                # Errors by type are a share of all requests, which have no such type.
                shared = tuple(key for key in names if all(self._knows(other, key, at) for other in whole))
                to = self._series(whole, subject, where, shared, at)
                return None if of is None or to is None else Ratio(of=of, to=to, complement=ratio.complement)
            case spec.ShareBelowMetric(share_below=edge):
                series = self._one(edge.metric, subject, {**edge.where, **where}, names, at)
                return None if series is None else self._share(series, name, edge)
            case spec.MeanMetric(mean=of_name):
                series = self._one(of_name, subject, where, names, at)
                if series is not None and series.type not in {"histogram", "summary"}:
                    self._findings.add(
                        "metric/mean-of-no-histogram",
                        f"`{of_name}` is a {series.type}, which has no mean",
                        "use a histogram or summary, or `avg_over_time` through `over:`",
                        at=("metrics", name, "mean"),
                    )
                    return None
                return None if series is None else Mean(histogram=series)
            case spec.DifferenceMetric(difference=difference):
                left = self._one(difference.of, subject, where, names, at)
                right = self._one(difference.minus, subject, where, names, at)
                return None if left is None or right is None else Difference(left=left, right=right)
            case spec.ExpressionMetric():
                return self._raw(name, metric, subject)
            case _:
                return self._one(name, subject, where, names, at)

    def _knows(self, name: str, key: str, at: Route) -> bool:
        definition = self._definition(name, at)
        return (
            definition is None or key in definition.labels or definition.known is None or key in definition.known or key in _TARGET_LABELS
        )

    def _series(
        self, names: tuple[str, ...], subject: Subject | None, where: Where, by: tuple[str, ...], at: Route
    ) -> tuple[Series, ...] | None:
        found = [self._one(name, subject, where, by, at) for name in names]
        return None if any(series is None for series in found) else tuple(series for series in found if series is not None)

    def _one(self, name: str, subject: Subject | None, where: Where, by: tuple[str, ...], at: Route) -> Series | None:
        definition = self._definition(name, at)
        if definition is None:
            return None
        conditions = [*self._matchers(definition.where, definition, definition.at), *self._matchers(where, definition, at)]
        labels = [self._label(key, definition, at) for key in by]
        return Series(
            metric=definition.series,
            type=definition.type,  # type: ignore[arg-type]  # packs and specs both check the word
            base=definition.unit,
            matchers=(*(_selection(name, definition, subject) if subject else ()), *conditions),
            by=tuple(dict.fromkeys(labels)),
            buckets=definition.buckets,
            native=definition.native,
        )

    def _share(self, series: Series, name: str, edge: spec.Edge) -> ShareBelow | None:
        at: Route = ("metrics", name, "share_below", "edge")
        value = units.convert(edge.edge, series.base)
        if value is None:
            self._findings.add(
                "metric/unit-mismatch",
                f"`{edge.metric}` is in {series.base.name}, `{edge.edge.text}` is {units.kind_of(edge.edge)}",
                f"write {units.example_of(series.base)}",
                at=at,
            )
            return None
        if series.buckets and not series.native and value not in series.buckets:
            edges = ", ".join(f"`{units.show(bucket, series.base)}`" for bucket in series.buckets)
            self._findings.add(
                "metric/not-a-bucket-edge", f"`{edge.edge.text}` is no bucket edge of `{edge.metric}`", f"use one of {edges}", at=at
            )
            return None
        return ShareBelow(histogram=series, edge=value)

    def _raw(self, name: str, metric: spec.ExpressionMetric, subject: Subject | None) -> Raw | None:
        at: Route = ("metrics", name)
        unit = self._unit(metric.unit, (*at, "unit"))
        text = self._texts.expression(metric.expr, subject, (*at, "expr"))
        if text is None or unit is None:
            return None
        parsed = promql.parse(text)
        if isinstance(parsed, promql.ParseFailure):
            self._findings.add(
                "metric/bad-promql",
                f"this is not PromQL: {parsed.message}",
                "correct the expression; `promtool promql format` shows how it is read",
                at=(*at, "expr"),
            )
            return None
        return Raw(expr=parsed, unit=unit)

    def _definition(self, name: str, at: Route) -> Definition | None:
        if name not in self._definitions:
            self._definitions[name] = self._define(name, at)
        return self._definitions[name]

    def _define(self, name: str, at: Route) -> Definition | None:
        metric = self._resolved.spec.metrics.get(name)
        if isinstance(metric, spec.SeriesMetric):
            return self._declared(name, metric)
        if metric is not None:
            self._findings.add(
                "metric/not-a-series",
                f"`{name}` is an expression over metrics, here a series is needed",
                "name the metric that it is made of",
                at=at,
            )
            return None
        for pack in self._resolved.packs.values():
            found = pack.metric_of(name)
            if found is not None:
                return self._packed(pack, found)
        known = [*self._resolved.spec.metrics, *(series for pack in self._resolved.packs.values() for series in pack.metrics)]
        self._findings.add("metric/unknown", f"there is no metric `{name}`", did_you_mean(name, known), at=at)
        return None

    def _declared(self, name: str, metric: spec.SeriesMetric) -> Definition | None:
        at: Route = ("metrics", name)
        base = self._base(metric, at)
        kind = metric.type or (base.type if base else None)
        unit = base.unit if base and metric.unit is None else self._unit(metric.unit or "count", (*at, "unit"))
        if kind is None:
            self._findings.add(
                "metric/no-type",
                f"the type of `{name}` is not known",
                "add `type: counter`, `gauge`, `histogram` or `summary`, or `use:` the pack that has this series",
                at=at,
                part="key",
            )
        if kind is None or unit is None:
            return None
        buckets = tuple(self._buckets(metric, unit, at)) or (base.buckets if base else ())
        if list(buckets) != sorted(set(buckets)):
            self._findings.add(
                "metric/buckets-not-ascending", f"the bucket edges of `{name}` do not ascend", "sort them, each once", at=(*at, "buckets")
            )
        labels: dict[str, str] = {} if base is None and not self._operated() else {"namespace": "namespace"}
        labels |= dict(base.labels) if base else {}
        labels |= {key: label for key, label in metric.labels.items() if label is not None}
        for key, label in metric.labels.items():
            if label is None:
                labels.pop(key, None)
        known = base.known if base else frozenset(labels.values()) if metric.labels else None
        return Definition(
            series=metric.series, type=kind, unit=unit, labels=labels, known=known, buckets=buckets, native=metric.native, where=metric.where,
            pack=base.pack if base else None, foreign=base.foreign if base else False, help=metric.help or (base.help if base else ""), at=at,
        )  # fmt: skip

    def _base(self, metric: spec.SeriesMetric, at: Route) -> Definition | None:
        packs = self._resolved.packs
        if metric.pack is not None and metric.pack not in packs:
            self._findings.add(
                "metric/pack-not-in-use",
                f"the pack `{metric.pack}` is not in use",
                f"add `{metric.pack}` to `use:`; in use are: {', '.join(packs) or 'none'}",
                at=(*at, "pack"),
            )
            return None
        for name in [metric.pack] if metric.pack else list(packs):
            found = packs[name].metric_of(metric.series)
            if found is not None:
                return self._packed(packs[name], found)
        if metric.pack is not None:
            self._findings.add(
                "metric/not-in-pack",
                f"`{metric.pack}` has no series `{metric.series}`",
                did_you_mean(metric.series, packs[metric.pack].metrics),
                at=(*at, "series"),
            )
        return None

    def _packed(self, pack: Pack, metric: Metric) -> Definition:
        runtimes = {model.runtime for model in self._resolved.spec.models.values()}
        return Definition(
            series=metric.name, type=metric.type, unit=units.UNITS[metric.unit], labels={str(dimension): label for dimension, label in metric.dimensions.items()}, known=pack.labels_of(metric),
            buckets=metric.buckets, native=False, where={}, pack=pack.name, foreign=pack.name not in runtimes, help=metric.help, at=(),
        )  # fmt: skip

    def _buckets(self, metric: spec.SeriesMetric, unit: units.Unit, at: Route) -> Iterable[float]:
        for index, edge in enumerate(metric.buckets):
            value = units.convert(edge, unit)
            if value is None:
                self._findings.add(
                    "metric/unit-mismatch",
                    f"the metric is in {unit.name}, `{edge.text}` is {units.kind_of(edge)}",
                    f"write {units.example_of(unit)}",
                    at=(*at, "buckets", index),
                )
            else:
                yield value

    def _unit(self, name: str, at: Route) -> units.Unit | None:
        if name not in units.UNITS:
            self._findings.add("metric/unknown-unit", f"there is no unit `{name}`", did_you_mean(name, units.UNITS), at=at)
        return units.UNITS.get(name)

    def _operated(self) -> bool:
        return self._resolved.spec.platform.cluster.prometheus.stack != "prometheus"

    def _matchers(self, where: Where, definition: Definition, at: Route) -> Iterable[Matcher]:
        for key, wanted in where.items():
            label = self._label(key, definition, at)
            match wanted:
                case str():
                    yield promql.equals(label, wanted)
                case tuple():
                    yield promql.any_of(label, wanted)
                case _ if wanted.matches is not None:
                    yield promql.matches(label, wanted.matches)
                case _ if wanted.not_matches is not None:
                    yield promql.not_matches(label, wanted.not_matches)
                case _:
                    yield promql.not_equals(label, wanted.equals_not or "")

    def _label(self, key: str, definition: Definition, at: Route) -> str:
        if key in definition.labels:
            return definition.labels[key]
        if definition.known is not None and key not in definition.known and key not in _TARGET_LABELS:
            known = sorted({*definition.labels, *definition.known})
            self._findings.add("metric/unknown-label", f"`{definition.series}` has no label `{key}`", did_you_mean(key, known), at=at)
        return key


def _selection(name: str, definition: Definition, subject: Subject) -> Iterable[Matcher]:
    """Yield the matchers that pick `subject`'s own series."""
    labels = definition.labels
    identified = False
    if "model" in labels and subject.kind == "model":
        yield promql.equals(labels["model"], subject.known_as(name, definition.pack))
        identified = True
    if "workload" in labels and subject.workload is not None:
        yield promql.equals(labels["workload"], subject.workload)
        identified = True
    elif "autoscaler" in labels and subject.autoscaler is not None:
        yield promql.equals(labels["autoscaler"], subject.autoscaler)
        identified = True
    elif "pods" in labels and subject.pods is not None and (definition.foreign or not identified):
        yield promql.matches(labels["pods"], subject.pods)
        identified = True
    if not identified and not definition.foreign and subject.job is not None:
        yield promql.equals("job", subject.job)
        identified = True
    # A component that names no namespace and runs nowhere in particular is about the whole cluster: its GPUs, its nodes.
    if "namespace" in labels and (subject.kind == "model" or subject.spec.namespace is not None or identified):
        yield promql.equals(labels["namespace"], subject.namespace)


def _names(given: str | tuple[str, ...]) -> tuple[str, ...]:
    return (given,) if isinstance(given, str) else given


def with_floor(measure: Measure, floor: float) -> Measure | None:
    """Return `measure` with a least traffic; None when traffic means nothing for it."""
    return replace(measure, floor=floor) if isinstance(measure, Ratio | ShareBelow | Mean) else None
