"""Lowers one threshold of one model to its alerts."""

from __future__ import annotations

from functools import reduce

from msgspec import Struct

from tocsin import promql, units
from tocsin.conventions import ACTION_LABEL, NAMESPACE_LABEL, joined, severity_labels, words
from tocsin.ir import Alert, Proof
from tocsin.lower.annotations import MISSING, STATE, VALUE, Facts, Sentences, annotate
from tocsin.lower.context import Context, milliseconds
from tocsin.lower.metrics import with_floor
from tocsin.lower.subject import Subject
from tocsin.lower.thresholds.guard import guarded, guards_in_words
from tocsin.lower.thresholds.limits import Condition, Limit, limit_of, low_is_bad, traffic_remedy
from tocsin.lower.thresholds.missing import absent_alert, missing_alert
from tocsin.lower.thresholds.proof import proof_of
from tocsin.lower.thresholds.shown import in_its_unit, shown_value
from tocsin.lower.thresholds.soundness import check, of_severities
from tocsin.lower.thresholds.waits import wait_ms
from tocsin.measures import Measure, Ratio, Raw
from tocsin.section.matching import Where, in_words
from tocsin.source import KeyPath, Part
from tocsin.threshold import Reading, Threshold
from tocsin.threshold.limit import Step
from tocsin.threshold.refusal import Refusal
from tocsin.thresholds import absent


class Watched(Struct, frozen=True, kw_only=True):
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

    def __init__(self, context: Context, subject: Subject, name: str, threshold: Threshold, at: KeyPath) -> None:
        self.context = context
        self.subject = subject
        self.name = name
        self.threshold = threshold
        self.at = at
        self.metric = threshold.metric or name
        self.window_ms = milliseconds(threshold.over) if threshold.over else context.window_of(subject)
        self.steps = threshold.steps()
        self.is_of_absence = isinstance(threshold, absent.Kind)
        self.operation = ""
        self.records: tuple[tuple[str, promql.Expr], ...] = ()
        self._readings: dict[bool, Reading | None] = {}

    def watched(self) -> Watched | None:
        """Return the alerts, None when the metric cannot be had."""
        measure = self._measure()
        if measure is None:
            return None
        self.steps = of_severities(self.context, self.threshold, self.steps, self.at)
        check(self.context, self.subject, self.threshold, self.steps, measure, self.at)
        alerts = [alert for step in self.steps if (alert := self._step(step, measure)) is not None]
        missing = missing_alert(self, measure, alerts)
        return Watched(alerts=tuple(alerts), missing=missing, metric=self.metric, operation=self.operation, records=self.records)

    def _measure(self) -> Measure | None:
        threshold = self.threshold
        at = (*self.at, "metric") if threshold.metric else self.at
        measure = self.context.metrics.bind(self.metric, self.subject, where=threshold.where, by=threshold.by, at=at)
        if measure is None or threshold.at_least is None:
            return measure
        floor = units.convert(threshold.at_least, units.rate_of(units.UNITS["requests"]))
        floored = None if floor is None else with_floor(measure, floor)
        if floored is None:
            unfit = f"`{self.metric}` is no share, mean or quantile of a histogram, which alone know their own traffic"
            fault = f"`{threshold.at_least.text}` is not a rate" if floor is None else unfit
            beside = f"ask it of a counter beside it: `while: {{requests: {{above: {threshold.at_least.text}}}}}`"
            remedy = traffic_remedy(threshold.at_least, self.window_ms) if floor is None else beside
            self.context.findings.add("threshold/bad-traffic-guard", fault, remedy, at=(*self.at, "at_least"))
        return floored

    def _step(self, step: Step, measure: Measure) -> Alert | None:
        severity = self._severity(step)
        if self.is_of_absence:
            return None if severity is None else absent_alert(self, measure, severity=severity)
        found = self._condition(step, measure)
        if found is None or severity is None:
            return None
        self.operation, self.records = found.reading.operation, found.reading.records
        return self.alert(
            name=self.threshold.alert or joined(self.name, self.threshold.suffix(found.reading.unit)),
            expr=found.expr,
            reading=found.reading,
            limits=found.limits,
            for_ms=wait_ms(self, severity),
            severity=severity,
            title=self.titled(found.reading.title),
            condition=found.said,
            limit=found.limit,
            measure=measure,
            usual=STATE if found.reading.unit.name == "bool" else VALUE,
            proof=found.proof,
            unproved=measure.unproved if isinstance(measure, Raw) else "",
        )

    def condition(self, step: Step) -> Condition | None:
        """Return the condition of a step, whose value is there also where all is well; None, and a diagnostic, when it cannot be had."""
        measure = self._measure()
        if measure is None:
            return None
        check(self.context, self.subject, self.threshold, (step,), measure, self.at)
        # Of counters that never counted there is no share, which no alert misses; where low is bad, there is one of 0.
        return self._condition(step, measure, always=isinstance(measure, Ratio))

    def _condition(self, step: Step, measure: Measure, *, always: bool = False) -> Condition | None:
        conditions: list[promql.Expr] = []
        compared: list[tuple[str, Limit]] = []
        said: list[str] = []
        readings: list[Reading] = []
        text = ""
        for bound in step.bounds:
            reading = self._reading(measure, low=low_is_bad(bound) or always)
            if reading is None:
                return None
            limit = limit_of(
                self.context, self.subject, self.threshold, bound, reading, self.metric, (*self.at, *step.path), window_ms=self.window_ms
            )
            if limit is None:
                return None
            readings.append(reading)
            text = limit.text
            conditions.append(promql.Binary(bound.op, reading.value, limit.expr))
            said.append(f"{limit.condition} {reading.qualifier}".rstrip())
            compared.append((bound.op, limit))
        if not readings:
            return None
        guards = guarded(self.context, self.subject, self.threshold, reduce(promql.either, conditions), measure.by, self.at)
        return Condition(
            measure=measure,
            reading=readings[0],
            expr=guards.expr,
            limits=tuple([(op, limit.expr.value) for op, limit in compared if isinstance(limit.expr, promql.Number)]),
            said=" or ".join(said),
            limit=text,
            proof=proof_of(readings, compared, guards.held),
        )

    def _reading(self, measure: Measure, *, low: bool) -> Reading | None:
        """Return what is compared with the limits of all steps; None, and a diagnostic, when it cannot be had."""
        if low not in self._readings:
            self._readings[low] = self._read(measure, low=low)
        return self._readings[low]

    def _read(self, measure: Measure, *, low: bool) -> Reading | None:
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
        at = (*self.at, *step.path) if step.severity else (*self.at, "severity")
        part: Part = "key" if step.severity else "value"
        return severity if self.context.has_severity(severity, "threshold/unknown-severity", at, part) else None

    def titled(self, reading: str) -> str:
        """Return what is watched, in words: the metric, how it is read, and of which series unless the labels of its alerts say that."""
        where = {key: wanted for key, wanted in self.threshold.where.items() if key not in self.threshold.by}
        return f"{words(self.metric).removesuffix(f' {reading}')} {reading}".rstrip() + in_words(where)

    def _words(self, labels: tuple[str, ...]) -> tuple[tuple[str, str], ...]:
        """Pair the labels with the dimensions that the author asked for, which are the words people know."""
        asked = tuple(dict.fromkeys(self.threshold.by))
        return tuple(zip(asked if len(asked) == len(labels) else labels, labels, strict=True))

    def alert(  # noqa: PLR0913  # one alert has this many facts
        self, *, name: str, expr: promql.Expr, reading: Reading, limits: tuple[tuple[str, float], ...], for_ms: int, severity: str,
        title: str, condition: str, limit: str, measure: Measure | None, usual: Sentences,
        proof: Proof | None = None, unproved: str = "",
    ) -> Alert:  # fmt: skip
        """Return an alert with the labels and texts that all alerts of the threshold have."""
        threshold = self.threshold
        asked = usual is not MISSING or self.is_of_absence
        by = measure.by if measure is not None else ()
        labels = {**self.subject.labels, **severity_labels(severity, threshold.component)}
        # That nothing is known of a metric is no reason to do what its threshold asks for.
        if threshold.action is not None and asked:
            labels[ACTION_LABEL] = threshold.action
        labels |= threshold.labels
        if NAMESPACE_LABEL in by:
            # A static label would overwrite it, and alerts of two namespaces become one.
            del labels[NAMESPACE_LABEL]
        facts = Facts(
            alert=name, severity=severity, for_ms=for_ms, title=title, condition=condition, limit=limit,
            value=shown_value(reading.unit, limit, limits), also=in_its_unit(reading.unit, limit, limits),
            metric=self.metric, threshold=self.name, help=self.context.metrics.help(self.metric), by=self._words(by) if by else (),
            seldom=self.context.metrics.seldom(self.metric, by, self.subject) if by else frozenset(),
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
            annotations=annotate(self.context, self.subject, facts, usual, at=self.at, own=threshold if asked else None),
            title=title,
            condition=condition,
            besides=guards_in_words(threshold) if asked else "",
            guide=threshold.guide if asked else None,
            by=by,
            at=self.at,
            proof=proof,
            unproved=unproved,
            band=reading.band,
        )
