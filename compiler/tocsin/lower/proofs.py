"""Proofs of alerts that come from no threshold: on missing series, and on the states of targets and probes."""

from __future__ import annotations

from tocsin.drives import Absence, Gauge
from tocsin.drives.remaining import Remaining
from tocsin.ir import Proof
from tocsin.measures import Aggregation, Series
from tocsin.promql import Matcher
from tocsin.units import UNITS, Unit


def absence(series: Series) -> Proof:
    """Return the proof of an alert that fires while `series` is missing."""
    return Proof(drive=Absence(series=series), bounds=(("==", 1.0),))


def gauge_of(  # one series has this many facts
    metric: str, matchers: tuple[Matcher, ...], by: tuple[str, ...], unit: Unit, aggregate: Aggregation, *, window_ms: int = 0,
    missing: float | None = None,
) -> Gauge:  # fmt: skip
    """Return what drives a gauge that tocsin itself knows, such as `up`; `missing` is what it counts as when it is gone."""
    series = Series(metric=metric, type="gauge", base=unit, matchers=matchers, by=by)
    return Gauge(series=series, aggregate=aggregate, window_ms=window_ms, missing=missing, two_valued=unit.name == "bool")


def ends(metric: str, matchers: tuple[Matcher, ...], by: tuple[str, ...]) -> Remaining:
    """Return what drives the time until the earliest of what a gauge tells."""
    return Remaining(series=Series(metric=metric, type="gauge", base=UNITS["seconds"], matchers=matchers, by=by), aggregate="min")
