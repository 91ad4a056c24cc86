"""Metrics of the kind `changes`: how often a value changed within a window."""

from __future__ import annotations

from tocsin.diagnostics import Findings
from tocsin.duration import format_duration, parse_duration
from tocsin.measures import Changes, Series
from tocsin.source import KeyPath


def changes_of(findings: Findings, name: str, within: str, series: Series, *, scrape_interval: str) -> Changes:
    """Return the changes of `series` for the metric `name`; add a diagnostic if the window holds only one sample."""
    within_ms, least_ms = parse_duration(within) or 0, 2 * (parse_duration(scrape_interval) or 0)
    if within_ms < least_ms:
        message = f"a window of {within} does not hold two scrapes, one every {scrape_interval}: nothing can change in it"
        at: KeyPath = ("metrics", name, "changes", "within")
        findings.add("metric/window-too-short", message, f"write at least `{format_duration(least_ms)}`", at=at)
    return Changes(series=series, within_ms=within_ms)
