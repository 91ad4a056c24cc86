"""The link from the name of an alert, in a table of those that fire, to its runbook."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from tocsin.ir import Alert

NAME: Final = "${__value.raw}"
"""What Grafana calls the cell that a link is in.
https://grafana.com/docs/grafana/latest/panels-visualizations/configure-data-links/#value-specific-variables
"""


def runbook_link(alerts: Iterable[Alert]) -> str:
    """Return the URL, the alert's name as `NAME`; empty when the runbooks of `alerts` differ by more than that, or some have none."""
    found = {_around(alert) for alert in alerts}
    around = found.pop() if len(found) == 1 else None
    return NAME.join(around) if around is not None else ""


def _around(alert: Alert) -> tuple[str, str] | None:
    """Return what stands before and after the alert's name; None where it is not there, or where Grafana would read variables."""
    before, name, after = alert.annotations.get("runbook_url", "").partition(alert.name)
    return (before, after) if name and "$" not in before + after else None
