"""Metrics of the kinds `age` and `changes`: when something happened, and how often within a window."""

from __future__ import annotations

from tocsin import units
from tocsin.diagnostics import Findings
from tocsin.duration import format_duration, parse_duration
from tocsin.measures import Age, Changes, Series
from tocsin.source import KeyPath
from tocsin.spec.metrics import ChangesOf


def age_of(findings: Findings, name: str, of: str, series: Series) -> Age | None:
    """Return the age of `series` for the metric `name`; None, and a diagnostic, when it holds no time."""
    if series.base.name not in units.MOMENTS:
        told = f"is in {series.base.name}"
    elif series.type in {"histogram", "summary"}:
        told = f"is a {series.type}"
    else:
        return Age(happened=series)
    message, remedy = f"`{of}` {told}, an age needs the time at which something happened", "use a gauge with `unit: timestamp_seconds`"
    findings.add("metric/age-of-no-time", message, remedy, at=("metrics", name, "age"))
    return None


def changes_of(findings: Findings, name: str, given: ChangesOf, series: Series, *, scrape_interval: str) -> Changes | None:
    """Return the changes of `series` for the metric `name`; None, and a diagnostic, when it has several values.

    That a window holds only one sample is told, too.
    """
    at: KeyPath = ("metrics", name, "changes")
    if series.type in {"histogram", "summary"}:
        message = f"`{given.of}` is a {series.type}, which has no single value that could change"
        findings.add("metric/changes-of-many", message, "name a gauge or counter", at=(*at, "of"))
        return None
    within_ms, least_ms = parse_duration(given.within) or 0, 2 * (parse_duration(scrape_interval) or 0)
    if within_ms < least_ms:
        message = f"a window of {given.within} does not hold two scrapes, one every {scrape_interval}: nothing can change in it"
        findings.add("metric/window-too-short", message, f"write at least `{format_duration(least_ms)}`", at=(*at, "within"))
    return Changes(series=series, within_ms=within_ms)
