"""The data that Alertmanager gives to templates: https://prometheus.io/docs/alerting/latest/notifications/#data."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final, NamedTuple

ALERTS: Final = 3
"""Two fire and the last is resolved, so that both branches of `range .Alerts.Firing` and `.Alerts.Resolved` are rendered."""


class Sent(NamedTuple):
    """One of its alerts."""

    labels: Mapping[str, str]
    annotations: Mapping[str, str]
    resolved: bool


def notified(receiver: str | None, alerts: Sequence[Sent], grouped: Mapping[str, str], *, firing: bool = True) -> dict[str, Any]:
    """Return what templates are given when `receiver` is told of `alerts`; they are a group by the labels `grouped`."""
    return {
        "receiver": receiver,
        "status": _status(resolved=not firing),
        "alerts": [_alert(alert, index) for index, alert in enumerate(alerts)],
        "groupLabels": grouped,
        "commonLabels": _common([alert.labels for alert in alerts]),
        "commonAnnotations": _common([alert.annotations for alert in alerts]),
        "externalURL": "http://alertmanager.example:9093",
    }


def _alert(alert: Sent, index: int) -> dict[str, Any]:
    return {
        "status": _status(resolved=alert.resolved),
        "labels": dict(alert.labels),
        "annotations": dict(alert.annotations),
        "startsAt": "2026-01-05T09:00:00Z",
        "endsAt": "2026-01-05T09:30:00Z" if alert.resolved else "0001-01-01T00:00:00Z",
        "generatorURL": "http://prometheus.example:9090/graph?g0.expr=up",
        "fingerprint": f"{index:016x}",
    }


def _status(*, resolved: bool) -> str:
    return "resolved" if resolved else "firing"


def _common(texts: Sequence[Mapping[str, str]]) -> dict[str, str]:
    return {name: value for name, value in texts[0].items() if all(other.get(name) == value for other in texts[1:])}
