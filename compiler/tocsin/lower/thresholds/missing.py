"""Alerts on missing series: the one that comes with every threshold, and the one of a threshold that asks for nothing else."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from msgspec.structs import replace

from tocsin import units
from tocsin.conventions import joined
from tocsin.ir import Alert
from tocsin.lower.annotations import MISSING
from tocsin.lower.context import milliseconds
from tocsin.lower.proofs import absence
from tocsin.lower.thresholds.limits import low_is_bad
from tocsin.lower.thresholds.waits import wait_ms
from tocsin.measures import Age, Measure, Series
from tocsin.spec.metrics import AgeMetric
from tocsin.threshold import NoData, Reading

if TYPE_CHECKING:
    from tocsin.lower.thresholds.lowering import Lowering


def missing_alert(lowering: Lowering, measure: Measure, alerts: Sequence[Alert]) -> Alert | None:
    """Return the alert for a series that is missing, which would silence `alerts`.

    Counters and histograms come and go with their traffic, a model that sleeps has no series at all, and some series are there only while
    a fault lasts: for them silence is not a fault, unless too little is what the threshold is about.
    """
    wanted = lowering.threshold.no_data
    if wanted is False or not alerts or (wanted is None and not _must_exist(lowering, measure)):
        return None
    settings = wanted if isinstance(wanted, NoData) else NoData()
    least = min((alert.severity for alert in alerts), key=lowering.context.platform.severities.index)
    severity = lowering.context.severity(settings.severity, least, (*lowering.at, "no_data", "severity"))
    name = joined(lowering.metric, "Missing")
    return _alert(lowering, measure, name=name, for_ms=milliseconds(settings.for_), severity=severity, key="no_data")


def absent_alert(lowering: Lowering, measure: Measure, *, severity: str) -> Alert | None:
    """Return the alert of a threshold that asks for nothing but its series; None for what may sleep, which has none then."""
    if lowering.subject.sleeps:
        return None
    name = lowering.threshold.alert or joined(lowering.name, "Missing")
    return _alert(lowering, measure, name=name, for_ms=wait_ms(lowering, severity), severity=severity, key="absent")


def _alert(lowering: Lowering, measure: Measure, *, name: str, for_ms: int, severity: str, key: str) -> Alert | None:
    series = measure.happened if isinstance(measure, Age) else measure
    if not isinstance(series, Series):
        remedy = f"remove `{key}`, or ask for it at a threshold on the series"
        at = (*lowering.at, key)
        lowering.context.findings.add("threshold/no-data-of-expression", "only a single series can be missing", remedy, at=at)
        return None
    absent = series.absent()
    alert = lowering.alert(
        name=name,
        expr=absent,
        reading=Reading(value=absent, unit=units.UNITS["count"], title="", operation=""),
        limits=(),
        for_ms=for_ms,
        severity=severity,
        title=lowering.titled(""),
        condition="missing",
        limit="",
        measure=None,
        usual=MISSING,
    )
    return replace(alert, proof=absence(series))


def _must_exist(lowering: Lowering, measure: Measure) -> bool:
    # What asks for its series alone says itself that it is missing.
    if lowering.is_of_absence:
        return False
    if _comes_and_goes(lowering):
        return False
    narrowed = bool(lowering.threshold.where)
    if isinstance(measure, Age):
        return not narrowed
    if not isinstance(measure, Series) or lowering.subject.sleeps or narrowed:
        return False
    low = any(low_is_bad(bound) for step in lowering.steps for bound in step.bounds)
    return measure.type == "gauge" or (measure.type == "counter" and low)


def _comes_and_goes(lowering: Lowering) -> bool:
    """Tell whether the series exists only while something holds: a container that waits for nothing has none of why it waits."""
    metric = lowering.context.resolved.spec.metrics.get(lowering.metric)
    name = metric.age if isinstance(metric, AgeMetric) else lowering.metric
    definition = lowering.context.metrics.series().get(name)
    return definition is not None and definition.only_while is not None
