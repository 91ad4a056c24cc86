"""One threshold of one model to its alerts."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import reduce

from tocsin import promql, units
from tocsin.conventions import COMPONENT_LABEL, NAMESPACE_LABEL, SEVERITY_LABEL, pascal_case, words
from tocsin.diagnostics import did_you_mean
from tocsin.ir import Alert
from tocsin.lower.annotations import MISSING, STATE, VALUE, Facts, Sentences, annotate
from tocsin.lower.context import Context, milliseconds
from tocsin.lower.metrics import with_floor
from tocsin.lower.subject import Subject, alert_labels
from tocsin.lower.thresholds.guard import guarded
from tocsin.lower.thresholds.limits import limit_of, low_is_bad
from tocsin.lower.thresholds.soundness import check
from tocsin.measures import Age, Measure, Series
from tocsin.refusal import Refusal
from tocsin.section import Where
from tocsin.source import Route
from tocsin.threshold import NoData, Reading, Step, Threshold


@dataclass(frozen=True, slots=True, kw_only=True)
class Watched:
    """A threshold's alerts, and what is needed to record what they share."""

    alerts: tuple[Alert, ...]
    missing: Alert | None
    """The alert for a series that is missing."""
    metric: str
    operation: str
    records: tuple[tuple[str, promql.Expr], ...]
    """What must be recorded for them, in order."""


class Lowering:
    """Makes the alerts of one threshold. Complaints go to the context's findings."""

    def __init__(self, context: Context, subject: Subject, name: str, threshold: Threshold, at: Route) -> None:
        self.context = context
        self.subject = subject
        self.name = name
        self.threshold = threshold
        self.at = at
        self.metric = threshold.metric or name
        self.window_ms = milliseconds(threshold.over) if threshold.over else context.window_ms
        self.operation = ""
        self.records: tuple[tuple[str, promql.Expr], ...] = ()

    def watched(self) -> Watched | None:
        """Return the alerts, None when the metric cannot be had."""
        measure = self._measure()
        if measure is None:
            return None
        check(self.context, self.threshold, measure, self.at, window_ms=self.window_ms)
        steps = [self._step(step, measure) for step in self.threshold.steps()]
        alerts = [alert for alert in steps if alert is not None]
        return Watched(
            alerts=tuple(alerts), missing=self._missing(measure, alerts), metric=self.metric, operation=self.operation, records=self.records
        )

    def _measure(self) -> Measure | None:
        threshold = self.threshold
        at = (*self.at, "metric") if threshold.metric else self.at
        measure = self.context.metrics.bind(self.metric, self.subject, where=threshold.where, by=threshold.by, at=at)
        if measure is None or threshold.at_least is None:
            return measure
        floor = units.convert(threshold.at_least, units.rate_of(units.UNITS["requests"]))
        floored = None if floor is None else with_floor(measure, floor)
        if floored is None:
            unfit = f"`{self.metric}` is neither a share nor a mean, so traffic means nothing for it"
            fault = f"`{threshold.at_least.text}` is not a rate" if floor is None else unfit
            self.context.findings.add(
                "threshold/bad-traffic-guard", fault, "write a rate, `at_least: 1/s`, at a share or mean", at=(*self.at, "at_least")
            )
        return floored

    def _step(self, step: Step, measure: Measure) -> Alert | None:
        severity = self._severity(step)
        conditions: list[promql.Expr] = []
        limits: list[tuple[str, float]] = []
        said: list[str] = []
        first: Reading | None = None
        text = ""
        for bound in step.bounds:
            reading = self._reading(measure, low=low_is_bad(bound))
            if reading is None:
                return None
            limit = limit_of(
                self.context, self.subject, self.threshold, bound, reading, self.metric, (*self.at, *step.path), window_ms=self.window_ms
            )
            if limit is None:
                return None
            first, text = first or reading, limit.text
            conditions.append(promql.Binary(bound.op, reading.value, limit.expr))
            said.append(f"{limit.condition} {reading.qualifier}".rstrip())
            if isinstance(limit.expr, promql.Number):
                limits.append((bound.op, limit.expr.value))
        if first is None or severity is None:
            return None
        self.operation, self.records = first.operation, first.records
        expr = guarded(self.context, self.subject, self.threshold, reduce(promql.either, conditions), measure.by, self.at)
        return self._alert(
            name=self.threshold.alert or pascal_case(self.name) + self.threshold.suffix(first.unit),
            expr=expr,
            reading=first,
            limits=tuple(limits),
            for_ms=self._for(severity),
            severity=severity,
            title=f"{words(self.metric)} {first.title}".rstrip(),
            condition=" or ".join(said),
            limit=text,
            measure=measure,
            usual=STATE if first.unit.name == "bool" else VALUE,
        )

    def _reading(self, measure: Measure, *, low: bool) -> Reading | None:
        def others(name: str | None = None, path: tuple[str, ...] = (), *, where: Where | None = None) -> Measure | None:
            narrowed = {**self.threshold.where, **(where or {})}
            return self.context.metrics.bind(name or self.metric, self.subject, where=narrowed, by=self.threshold.by, at=(*self.at, *path))

        reading = self.threshold.reading(measure, window_ms=self.window_ms, low=low, others=others)
        if not isinstance(reading, Refusal):
            return reading
        at, message = (*self.at, *reading.path), f"`{self.metric}` {reading.message}"
        self.context.findings.add(reading.code, message, reading.remedy, at=at, part="value" if reading.path else "key")
        return None

    def _severity(self, step: Step) -> str | None:
        severity = step.severity or self.threshold.severity or self.context.usual
        known = self.context.platform.severities
        if severity in known:
            return severity
        at = (*self.at, *step.path) if step.severity else (*self.at, "severity")
        message = f"there is no severity `{severity}`"
        self.context.findings.add(
            "threshold/unknown-severity", message, did_you_mean(severity, known), at=at, part="key" if step.severity else "value"
        )
        return None

    def _for(self, severity: str) -> int:
        given = self.threshold.for_
        if not isinstance(given, Mapping):
            return milliseconds(given)
        if severity in given:
            return milliseconds(given[severity])
        self.context.findings.add(
            "threshold/no-duration", f"`for` says nothing for `{severity}`", f"add `{severity}: 5m`", at=(*self.at, "for")
        )
        return 0

    def _missing(self, measure: Measure, alerts: list[Alert]) -> Alert | None:
        """Return the alert for a series that is missing, which would silence the others.

        Counters and histograms come and go with their traffic, and a model that sleeps has no series at all: for them
        silence is not a fault, unless too little is what the threshold is about.
        """
        wanted = self.threshold.no_data
        if wanted is False or not alerts or (wanted is None and not self._must_exist(measure)):
            return None
        series = measure.happened if isinstance(measure, Age) else measure
        if not isinstance(series, Series):
            remedy = "remove `no_data`, or ask for it at a threshold on the series"
            self.context.findings.add(
                "threshold/no-data-of-expression", "only a single series can be missing", remedy, at=(*self.at, "no_data")
            )
            return None
        settings = wanted if isinstance(wanted, NoData) else NoData()
        absent = series.absent()
        return self._alert(
            name=f"{pascal_case(self.metric)}Missing",
            expr=absent,
            reading=Reading(value=absent, unit=units.UNITS["count"], title="", operation=""),
            limits=(),
            for_ms=milliseconds(settings.for_),
            severity=settings.severity or min((alert.severity for alert in alerts), key=self.context.platform.severities.index),
            title=words(self.metric),
            condition="missing",
            limit="",
            measure=None,
            usual=MISSING,
        )

    def _must_exist(self, measure: Measure) -> bool:
        narrowed = bool(self.threshold.where)
        if isinstance(measure, Age):
            return not narrowed
        if not isinstance(measure, Series) or self.subject.sleeps or narrowed:
            return False
        low = any(low_is_bad(bound) for step in self.threshold.steps() for bound in step.bounds)
        return measure.type == "gauge" or (measure.type == "counter" and low)

    def _words(self, labels: tuple[str, ...]) -> tuple[tuple[str, str], ...]:
        """Pair the labels with the dimensions that the author asked for, which are the words people know."""
        asked = tuple(dict.fromkeys(self.threshold.by))
        return tuple(zip(asked if len(asked) == len(labels) else labels, labels, strict=True))

    def _alert(  # noqa: PLR0913  # one alert has this many facts
        self, *, name: str, expr: promql.Expr, reading: Reading, limits: tuple[tuple[str, float], ...], for_ms: int, severity: str,
        title: str, condition: str, limit: str, measure: Measure | None, usual: Sentences,
    ) -> Alert:  # fmt: skip
        threshold = self.threshold
        by = measure.by if measure is not None else ()
        labels = {**alert_labels(self.context.resolved, self.subject), SEVERITY_LABEL: severity}
        # That nothing is known of a metric is no reason to do what its threshold asks for.
        action = threshold.action if usual is not MISSING else None
        labels |= {key: value for key, value in ((COMPONENT_LABEL, threshold.component), ("action", action)) if value is not None}
        labels |= threshold.labels
        if NAMESPACE_LABEL in by:
            # A static label would overwrite it, and alerts of two namespaces become one.
            del labels[NAMESPACE_LABEL]
        facts = Facts(
            alert=name, severity=severity, for_ms=for_ms, title=title, condition=condition, limit=limit, value=_value(reading.unit, limit),
            metric=self.metric, threshold=self.name, help=self.context.metrics.help(self.metric), by=self._words(by),
        )  # fmt: skip
        return Alert(
            name=name,
            expr=expr,
            value=reading.value,
            unit=reading.unit,
            limits=limits,
            goal=reading.goal,
            for_ms=for_ms,
            keep_firing_for_ms=milliseconds(threshold.keep_firing_for) if threshold.keep_firing_for else 0,
            severity=severity,
            labels=labels,
            annotations=annotate(self.context, self.subject, facts, usual, at=self.at, own=threshold if usual is not MISSING else None),
            title=title,
            condition=condition,
            at=self.at,
        )


_DECIMAL = re.compile(r"[kMGTP]B$")


def _value(unit: units.Unit, limit: str) -> str:
    """Return how Prometheus shows the value: in powers of 1000 beside a limit that was written so."""
    return "{{ $value | humanize }}B" if unit.name == "bytes" and _DECIMAL.search(limit) else unit.value
