"""Thresholds to alerts: one for each step of each ladder, with its labels and texts."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import reduce

from tocsin import promql, units
from tocsin.conventions import NAMESPACE_LABEL, SEVERITY_LABEL, pascal_case, words
from tocsin.diagnostics import did_you_mean
from tocsin.ir import Alert
from tocsin.lower.annotations import annotate
from tocsin.lower.context import SCRAPES_PER_WINDOW, Context, milliseconds
from tocsin.lower.metrics import with_floor
from tocsin.lower.subject import Subject, alert_labels
from tocsin.measures import Measure, Series
from tocsin.source import Route
from tocsin.threshold import Bound, NoData, OtherMetric, Reading, Step, Threshold
from tocsin.units import Quantity
from tocsin.versions import supported

_PHRASES = {">": "above", ">=": "at or above", "<": "below", "<=": "at or below", "==": "equal to"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Watched:
    """A threshold's alerts, and what is needed to record what they share."""

    alerts: tuple[Alert, ...]
    metric: str
    operation: str


def threshold_alerts(context: Context, subject: Subject) -> Iterator[Watched]:
    """Yield the alerts of each threshold of `subject`, in the order of the spec."""
    for name, threshold in subject.spec.thresholds.items():
        at: Route = (*subject.at, "thresholds", name)
        watched = _Lowering(context, subject, name, threshold, at).watched()
        if watched is not None:
            yield watched


class _Lowering:
    """One threshold of one model."""

    def __init__(self, context: Context, subject: Subject, name: str, threshold: Threshold, at: Route) -> None:
        self.context = context
        self.subject = subject
        self.name = name
        self.threshold = threshold
        self.at = at
        self.metric = threshold.metric or name
        self.window_ms = milliseconds(threshold.over) if threshold.over else context.window_ms
        self.alert = threshold.alert or pascal_case(name) + threshold.suffix()

    def watched(self) -> Watched | None:
        """Return the alerts, None when the metric cannot be had."""
        measure = self._measure()
        if measure is None:
            return None
        self._check_window(measure)
        steps = self.threshold.steps()
        self._check_order(steps)
        alerts: list[Alert] = []
        operation = ""
        for step in steps:
            read = self._step(step, measure)
            if read is not None:
                alert, operation = read
                alerts.append(alert)
        alerts.extend(self._no_data(measure, alerts))
        return Watched(alerts=tuple(alerts), metric=self.metric, operation=operation)

    def _measure(self) -> Measure | None:
        threshold = self.threshold
        at = (*self.at, "metric") if threshold.metric else self.at
        measure = self.context.metrics.bind(self.metric, self.subject, where=threshold.where, by=threshold.by, at=at)
        if measure is None or threshold.at_least is None:
            return measure
        floor = units.convert(threshold.at_least, units.rate_of(units.UNITS["requests"]))
        floored = None if floor is None else with_floor(measure, floor)
        if floored is None:
            fault = (
                f"`{threshold.at_least.text}` is not a rate"
                if floor is None
                else f"`{self.metric}` is neither a share nor a mean, so traffic means nothing for it"
            )
            self.context.findings.add(
                "threshold/bad-traffic-guard", fault, "write a rate, `at_least: 1/s`, at a share or mean", at=(*self.at, "at_least")
            )
        return floored

    def _check_window(self, measure: Measure) -> None:
        least_ms = SCRAPES_PER_WINDOW * self.context.scrape_ms
        gauge = isinstance(measure, Series) and measure.type in {"gauge", "untyped"}
        if self.threshold.over and self.window_ms < least_ms and not gauge:
            self.context.findings.add(
                "threshold/window-too-short",
                f"a window of {self.threshold.over} holds fewer than {SCRAPES_PER_WINDOW} scrapes",
                f"use at least {least_ms // 1000}s: one lost scrape then leaves a rate",
                at=(*self.at, "over"),
            )
        if self.threshold.keep_firing_for and not supported("prometheus/keep_firing_for", self.context.prometheus):
            self.context.findings.add(
                "threshold/needs-newer-prometheus",
                f"Prometheus {self.context.prometheus} does not know `keep_firing_for`",
                "remove it, or raise `platform.cluster.prometheus.version`",
                at=(*self.at, "keep_firing_for"),
            )

    def _check_order(self, steps: tuple[Step, ...]) -> None:
        """A graver severity must be harder to reach, or it hides the lesser one."""
        severities = self.context.platform.severities
        known = [
            step for step in steps if step.severity in severities and len(step.bounds) == 1 and isinstance(step.bounds[0].limit, Quantity)
        ]
        ordered = sorted(known, key=lambda step: severities.index(step.severity or ""))
        for lesser, graver in zip(ordered, ordered[1:], strict=False):
            low, high = lesser.bounds[0].limit, graver.bounds[0].limit
            if not (isinstance(low, Quantity) and isinstance(high, Quantity)) or low.dimension != high.dimension:
                continue
            harder = high.amount >= low.amount if lesser.bounds[0].op == ">" else high.amount <= low.amount
            if not harder:
                self.context.findings.add(
                    "threshold/ladder-inverted",
                    f"`{graver.severity}` is reached before `{lesser.severity}`",
                    "exchange the two limits",
                    at=(*self.at, *graver.path),
                )

    def _step(self, step: Step, measure: Measure) -> tuple[Alert, str] | None:
        severity = self._severity(step)
        parts: list[promql.Expr] = []
        limits: list[tuple[str, float]] = []
        shown: list[str] = []
        reading: Reading | None = None
        for bound in step.bounds:
            # The worst replica counts: the lowest where a low value is bad. A gauge that must not be 0 is at its lowest then.
            low = bound.op in {"<", "<="} or (bound.op == "==" and isinstance(bound.limit, Quantity) and bound.limit.amount <= 0)
            read = self.threshold.reading(measure, window_ms=self.window_ms, low=low)
            if isinstance(read, str):
                self.context.findings.add(
                    "threshold/wrong-metric-type",
                    f"`{self.metric}` {read}",
                    "see the kinds of threshold in the schema",
                    at=self.at,
                    part="key",
                )
                return None
            limit = self._limit(bound, read, step, low=low)
            if limit is None:
                return None
            reading = reading or read
            parts.append(promql.Binary(bound.op, read.value, limit))
            if isinstance(limit, promql.Number):
                limits.append((bound.op, limit.value))
            shown.append(f"{_PHRASES[bound.op]} {bound.limit.text if isinstance(bound.limit, Quantity) else words(bound.limit.metric)}")
        if reading is None or severity is None:
            return None
        expr = reduce(lambda left, right: promql.Binary("or", left, right), parts)
        duration = self._for(severity)
        title = f"{words(self.name)} {reading.title}".rstrip()
        facts = {"title": title, "condition": " or ".join(shown), "limit": shown[0].rpartition(" ")[2], "value": reading.unit.value}
        alert = self._alert(
            name=self.alert,
            expr=expr,
            reading=reading,
            limits=tuple(limits),
            duration=duration,
            severity=severity,
            facts=facts,
            title=title,
        )
        return alert, reading.operation

    def _severity(self, step: Step) -> str | None:
        severity = step.severity or self.threshold.severity or self.context.usual
        if severity not in self.context.platform.severities:
            at = (*self.at, *step.path) if step.severity else (*self.at, "severity")
            self.context.findings.add(
                "threshold/unknown-severity",
                f"there is no severity `{severity}`",
                did_you_mean(severity, self.context.platform.severities),
                at=at,
                part="key" if step.severity else "value",
            )
            return None
        return severity

    def _limit(self, bound: Bound, reading: Reading, step: Step, *, low: bool) -> promql.Expr | None:
        at: Route = (*self.at, *step.path)
        if isinstance(bound.limit, OtherMetric):
            other = self.context.metrics.bind(
                bound.limit.metric, self.subject, where=self.threshold.where, by=self.threshold.by, at=(*at, "metric")
            )
            value = other.value(window=self.window_ms, aggregate=self.threshold.aggregate, low=not low) if other else None
            if other is not None and (
                value is None or other.unit.dimension != reading.unit.dimension or other.unit.scale != reading.unit.scale
            ):
                self.context.findings.add(
                    "threshold/unit-mismatch",
                    f"`{self.metric}` is in {reading.unit.name}, `{bound.limit.metric}` in {other.unit.name}",
                    "compare metrics of one unit",
                    at=(*at, "metric"),
                )
                return None
            return value
        number = units.convert(bound.limit, reading.unit)
        if number is None:
            self.context.findings.add(
                "threshold/unit-mismatch",
                f"`{self.metric}` is in {reading.unit.name.replace('_', ' ')}, `{bound.limit.text}` is {units.kind_of(bound.limit)}",
                f"write {units.example_of(reading.unit)}",
                at=at,
            )
            return None
        return promql.Number(number)

    def _for(self, severity: str) -> int:
        given = self.threshold.for_
        if isinstance(given, Mapping):
            if severity not in given:
                self.context.findings.add(
                    "threshold/no-duration", f"`for` says nothing for `{severity}`", f"add `{severity}: 5m`", at=(*self.at, "for")
                )
                return 0
            return milliseconds(given[severity])
        return milliseconds(given)

    def _no_data(self, measure: Measure, alerts: list[Alert]) -> Iterator[Alert]:
        """Yield the alert for a series that is missing, which would silence the others.

        Counters and histograms come and go with their traffic, and a model that sleeps has no series at all: for them
        silence is not a fault, and the alert on the target itself covers what is one.
        """
        wanted = self.threshold.no_data
        automatic = isinstance(measure, Series) and measure.type == "gauge" and not self.subject.sleeps and not self.threshold.where
        if wanted is False or (wanted is None and not automatic) or not alerts:
            return
        if not isinstance(measure, Series):
            self.context.findings.add(
                "threshold/no-data-of-expression",
                "only a single series can be missing",
                "remove `no_data`, or ask for it at a threshold on the series",
                at=(*self.at, "no_data"),
            )
            return
        settings = wanted if isinstance(wanted, NoData) else NoData()
        severity = settings.severity or min((alert.severity for alert in alerts), key=self.context.platform.severities.index)
        title = words(self.name)
        reading = Reading(value=measure.absent(), unit=units.UNITS["count"], title="", operation="")
        facts = {"title": title, "condition": "missing", "limit": "", "value": "missing"}
        yield self._alert(
            name=f"{pascal_case(self.name)}Missing", expr=measure.absent(), reading=reading, limits=(), duration=milliseconds(settings.for_), severity=severity, facts=facts, title=f"{title} missing"
        )  # fmt: skip

    def _alert(  # noqa: PLR0913  # one alert has this many facts
        self,
        *,
        name: str,
        expr: promql.Expr,
        reading: Reading,
        limits: tuple[tuple[str, float], ...],
        duration: int,
        severity: str,
        facts: dict[str, str],
        title: str,
    ) -> Alert:
        threshold = self.threshold
        labels = {**alert_labels(self.context.resolved, self.subject), SEVERITY_LABEL: severity}
        labels |= {key: value for key, value in (("component", threshold.component), ("action", threshold.action)) if value is not None}
        labels |= threshold.labels
        if NAMESPACE_LABEL in _kept(reading.value):
            del labels[NAMESPACE_LABEL]
        return Alert(
            name=name,
            expr=expr,
            value=reading.value,
            unit=reading.unit,
            limits=limits,
            for_ms=duration,
            keep_firing_for_ms=milliseconds(threshold.keep_firing_for) if threshold.keep_firing_for else 0,
            severity=severity,
            labels=labels,
            annotations=annotate(
                self.context, self.subject, threshold, alert=name, severity=severity, for_ms=duration, help_text=self.context.metrics.help(self.metric),
                facts={**facts, "metric": self.metric, "threshold": self.name}, by=_kept(reading.value), at=self.at,
            ),
            title=title,
            at=self.at,
        )  # fmt: skip


def _kept(value: promql.Expr) -> tuple[str, ...]:
    """Return the labels that tell the values apart, which are the only ones that leave the expression."""
    for node in promql.walk(value):
        if isinstance(node, promql.Aggregate):
            return tuple(label for label in node.labels if label != "le")
    return ()
