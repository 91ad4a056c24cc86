"""Bind metrics to models: the definition of a metric and the selection of its series make a Measure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final

from tocsin import promql, units
from tocsin.diagnostics import Findings
from tocsin.lower.metrics.costs import cost_of
from tocsin.lower.metrics.definition import Definition, Definitions
from tocsin.lower.metrics.differences import difference_of
from tocsin.lower.metrics.given import given_by
from tocsin.lower.metrics.happenings import age_of, changes_of
from tocsin.lower.metrics.others import Others
from tocsin.lower.metrics.quotients import quotient_of
from tocsin.lower.metrics.selection import narrowed, or_for_all, own_matchers, told_apart
from tocsin.lower.metrics.unreadable import Unreadable
from tocsin.lower.subject import Subject
from tocsin.lower.texts import Texts
from tocsin.measures import Cost, Mean, Measure, Quantile, Ratio, Raw, Series, ShareBelow
from tocsin.section.matching import Where
from tocsin.source import KeyPath
from tocsin.spec import metrics as spec
from tocsin.spec.parts import made_of
from tocsin.spec.prices import CostMetric, CostOf
from tocsin.spec.resolved import Resolved

_VECTORS: Final[Mapping[promql.ResultType, str]] = {
    "range": "read the range with a function: `avg_over_time(...)` or `rate(...)`",
    "scalar": "write `vector(...)` around it",
    "string": "write an expression over series",
}


class Metrics:
    """Looks metrics up by name and binds them to models. Complaints go to `findings`."""

    def __init__(self, resolved: Resolved, texts: Texts, findings: Findings) -> None:
        self._metrics = resolved.spec.metrics
        self._prices = resolved.spec.prices
        self._scrape_interval = resolved.spec.platform.cluster.prometheus.scrape_interval
        self._texts = texts
        self._findings = findings
        self._definitions = Definitions(resolved, findings)
        self._others = Others(resolved)
        self._unreadable = Unreadable(findings)

    def help(self, name: str) -> str:
        """Return what a metric measures, in the words of spec or pack; empty when nobody says."""
        metric = self._metrics.get(name)
        if metric is not None and metric.help is not None:
            return metric.help
        if metric is None or isinstance(metric, spec.SeriesMetric):
            definition = self._definitions.get(name, ())
            return definition.help if definition is not None else ""
        return ""

    def served_by(self, name: str, subject: Subject) -> bool:
        """Tell whether `subject` itself serves the metric, so that it is gone with its last replica."""
        metric = self._metrics.get(name)
        if metric is not None and not isinstance(metric, spec.SeriesMetric):
            return any(self.served_by(part, subject) for part in made_of((name,), self._metrics)[1:])
        definition = self._definitions.get(name, (), subject.spec)
        if definition is None or definition.pack is not None:
            return definition is not None and definition.pack == subject.spec.runtime
        return any(matcher.label == "job" for matcher in own_matchers(name, definition, subject, self._others))

    def labels(self, name: str, at: KeyPath, subject: Subject | None = None) -> Mapping[str, str]:
        """Return the labels of a series by our dimensions, of `subject` (None: of anybody); empty when it is none."""
        definition = self._definitions.get(name, at, None if subject is None else subject.spec)
        return definition.labels if definition is not None else {}

    def seldom(self, name: str, labels: Iterable[str], subject: Subject) -> frozenset[str]:
        """Return which of `labels` some of the series that a metric is made of lack."""
        parts = [each for each in made_of((name,), self._metrics) if isinstance(self._metrics.get(each), spec.SeriesMetric | None)]
        found = [definition.seldom for each in parts if (definition := self._definitions.get(each, (), subject.spec)) is not None]
        return frozenset().union(*found).intersection(labels)

    def series(self) -> Mapping[str, Definition]:
        """Return every series that has been looked up so far, by the name that the spec gives it."""
        return self._definitions.known()

    def check(self, subjects: Iterable[Subject]) -> None:
        """Say what is wrong with any metric of the spec, used or not."""
        someone = next(iter(subjects), None)
        for name, metric in self._metrics.items():
            if not isinstance(metric, spec.ExpressionMetric) or someone is not None:
                self.bind(name, someone, where={}, by=(), at=("metrics", name))

    def bind(  # noqa: C901  # a row for each kind
        self, name: str, subject: Subject | None, *, where: Where, by: Iterable[str], at: KeyPath
    ) -> Measure | None:
        """Return the metric `name` of `subject` (None: of all) narrowed to `where`, one value for each of `by`.

        `at` is where it is asked for; None, and a diagnostic, when it cannot be had.
        """
        keys = tuple(by)
        match self._metrics.get(name):
            case None | spec.SeriesMetric():
                return self._one(name, subject, where, keys, at)
            case spec.RatioMetric(ratio=ratio):
                return self._ratio(name, ratio, subject, where, keys, at)
            case spec.ShareBelowMetric(share_below=edge):
                series = self._one(
                    edge.metric, subject, {**edge.where, **where}, keys, at, named=("metrics", name, "share_below", "metric")
                )
                return None if series is None else self._share(series, name, edge)
            case spec.MeanMetric(mean=histogram):
                series = self._one(histogram, subject, where, keys, at, named=("metrics", name, "mean"))
                return None if series is None or not self._observed(series, name, "mean", histogram) else Mean(histogram=series)
            case spec.DifferenceMetric(difference=difference):
                left = self._one(difference.of, subject, where, keys, at, named=("metrics", name, "difference", "of"))
                right = self._one(difference.minus, subject, where, keys, at, named=("metrics", name, "difference", "minus"))
                return None if left is None or right is None else difference_of(self._findings, name, difference, left, right)
            case spec.QuotientMetric(quotient=quotient, unit=unit_name):
                unit = self._definitions.unit(unit_name, ("metrics", name, "unit"))
                of = self._one(quotient.of, subject, where, keys, at, named=("metrics", name, "quotient", "of"))
                per = self._one(quotient.per, subject, where, keys, at, named=("metrics", name, "quotient", "per"))
                return None if of is None or per is None or unit is None else quotient_of(of, per, unit, name, self._findings)
            case spec.QuantileMetric(quantile=quantile):
                series = self._one(quantile.of, subject, where, keys, at, named=("metrics", name, "quantile", "of"))
                observed = series is not None and self._observed(series, name, "quantile", quantile.of)
                return Quantile(histogram=series, at=quantile.at) if series is not None and observed else None
            case spec.AgeMetric(age=time):
                series = self._one(time, subject, where, keys, at, named=("metrics", name, "age"))
                return None if series is None else age_of(self._findings, name, time, series)
            case spec.ChangesMetric(changes=changes):
                series = self._one(changes.of, subject, where, keys, at, named=("metrics", name, "changes", "of"))
                interval = self._scrape_interval
                return None if series is None else changes_of(self._findings, name, changes, series, scrape_interval=interval)
            case CostMetric(cost=cost):
                return self._cost(name, cost, subject, where, keys, at)
            case expression:
                return self._raw(name, expression, subject, where, keys, at)

    def _one(
        self, name: str, subject: Subject | None, where: Where, by: tuple[str, ...], at: KeyPath, *, named: KeyPath | None = None
    ) -> Series | None:
        """Return one series; `at` is where it is asked for, `named` where its name stands when that is another place."""
        definition = self._definitions.get(name, named or at, subject.spec if subject else None)
        if definition is None:
            return None
        definition, origins = self._others.scraped(definition, subject), self._definitions.origins
        apart = told_apart(by, definition, self._findings, at, origins)
        selected = tuple(own_matchers(name, definition, subject, self._others, apart, where)) if subject else ()
        if definition.where or where:
            selected = narrowed(selected, where, definition, self._findings, at, origins)
        return Series(
            metric=definition.series,
            # What its exporter calls a counter is a time all the same: a rate of it tells nothing.
            type="gauge" if definition.type == "counter" and definition.unit.name in units.MOMENTS else definition.type,
            base=definition.unit,
            matchers=selected,
            by=apart,
            buckets=definition.buckets,
            native=definition.native,
        )

    def _ratio(self, name: str, ratio: spec.Ratio, subject: Subject | None, where: Where, by: tuple[str, ...], at: KeyPath) -> Ratio | None:
        there: KeyPath = ("metrics", name, "ratio")
        whole, whole_at = _names(ratio.to or ratio.of), (*there, "to" if ratio.to else "of")
        # Errors by type are a share of all requests, which have no such type.
        shared = tuple(key for key in by if all(self._has(each, key, whole_at, subject) for each in whole))
        of = [self._one(each, subject, {**ratio.where, **where}, by, at, named=(*there, "of")) for each in _names(ratio.of)]
        to = [self._one(each, subject, where, shared, at, named=whole_at) for each in whole]
        if any(series is None for series in (*of, *to)):
            return None
        return Ratio(of=tuple(filter(None, of)), to=tuple(filter(None, to)), complement=ratio.complement)

    def _has(self, name: str, key: str, at: KeyPath, subject: Subject | None) -> bool:
        definition = self._definitions.get(name, at)
        return definition is None or self._others.scraped(definition, subject).label(key) is not None

    def _share(self, series: Series, name: str, edge: spec.Edge) -> ShareBelow | None:
        at: KeyPath = ("metrics", name, "share_below", "edge")
        value = units.convert(edge.edge, series.base)
        if value is None:
            message = f"`{edge.metric}` is in {series.base.name}, `{edge.edge.text}` is {units.kind_of(edge.edge)}"
            self._findings.add("metric/unit-mismatch", message, f"write {units.example_of(series.base)}", at=at)
            return None
        if series.buckets and not series.native and value not in series.buckets:
            edges = ", ".join(f"`{units.show(bucket, series.base)}`" for bucket in series.buckets)
            message = f"`{edge.edge.text}` is no bucket edge of `{edge.metric}`"
            self._findings.add("metric/not-a-bucket-edge", message, f"use one of {edges}", at=at)
            return None
        return ShareBelow(histogram=series, edge=value)

    def _observed(self, series: Series, name: str, key: str, histogram: str) -> bool:
        if series.type in {"histogram", "summary"}:
            return True
        message = f"`{histogram}` is a {series.type}, whose observations nobody counted"
        self._findings.add(
            "metric/not-a-histogram", message, "use a histogram or summary, or `over:` at the threshold", at=("metrics", name, key)
        )
        return False

    def _cost(self, name: str, cost: CostOf, subject: Subject | None, where: Where, by: tuple[str, ...], at: KeyPath) -> Cost | None:
        series = self._one(cost.of, subject, where, by, at, named=("metrics", name, "cost", "of"))
        per = self._one(cost.per, subject, where, by, at, named=("metrics", name, "cost", "per")) if cost.per is not None else None
        if series is None or (per is None and cost.per is not None):
            return None
        return cost_of(self._prices, self._findings, name, cost, series, per)

    def _raw(
        self, name: str, metric: spec.ExpressionMetric, subject: Subject | None, where: Where, by: tuple[str, ...], asked_at: KeyPath
    ) -> Raw | None:
        at: KeyPath = ("metrics", name)
        unit = self._definitions.unit(metric.unit, (*at, "unit"))
        text = self._texts.expression(metric.expr, subject, (*at, "expr"))
        if where:
            message = f"`{name}` is an expression, which `where` cannot narrow"
            self._findings.add("metric/expression-narrowed", message, "write the condition into its selectors", at=asked_at)
        if text is None or unit is None:
            return None
        parsed = promql.parse(text)
        if isinstance(parsed, promql.ParseFailure):
            self._unreadable.tell(name, metric.expr, self._texts.subject_facts(subject), parsed)
            return None
        kind = promql.result_type(parsed)
        if kind != "vector":
            message = f"this is a {kind}, which has no value for each series"
            self._findings.add("metric/not-a-vector", message, _VECTORS[kind], at=(*at, "expr"))
            return None
        labels = promql.output_labels(parsed)
        for key in by:
            if not labels.may_have(key):
                message = f"the label `{key}` does not survive the expression of `{name}`"
                remedy = f"aggregate `by ({key})` in its `expr:`{or_for_all(asked_at)}"
                self._findings.add("metric/label-aggregated-away", message, remedy, at=asked_at)
        told = given_by(self._findings, metric.proof, self._texts, subject, at)
        return Raw(expr=parsed, unit=unit, by=by, given=told, unproved=metric.unproved or "")


def _names(given: str | tuple[str, ...]) -> tuple[str, ...]:
    return (given,) if isinstance(given, str) else given
