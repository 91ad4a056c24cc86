"""The link from the name of an alert, in a table of those that fire, to its runbook."""

from __future__ import annotations

from collections.abc import Iterable

from tocsin.ir import Alert
from tocsin.lower.uids import NAME


def runbook_link(alerts: Iterable[Alert]) -> str:
    """Return the URL, the alert's name as `NAME`; empty when the runbooks of `alerts` differ by more than that, or some have none."""
    around: tuple[str, str] | None = None
    for index, alert in enumerate(alerts):
        found = _around(alert)
        # Of a thousand models that have each their own the second says so.
        if found is None or (index and found != around):
            return ""
        around = found
    return NAME.join(around) if around is not None else ""


def _around(alert: Alert) -> tuple[str, str] | None:
    """Return what stands before and after the alert's name; None where it is not there, or where Grafana would read variables."""
    before, name, after = alert.annotations.get("runbook_url", "").partition(alert.name)
    return (before, after) if name and "$" not in before + after else None
