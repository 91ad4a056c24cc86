"""The group of alerts that a receiver is told of: one real alert, twice firing and once resolved."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

from msgspec import Struct

from tocsin import ir
from tocsin.annotation import annotation
from tocsin.routing.labels import AlertLabels

ALERTS: Final = 3
_STARTS: Final = "2026-01-05T09:00:00Z"
_ENDS: Final = "2026-01-05T09:30:00Z"
_FIRES: Final = "0001-01-01T00:00:00Z"


class Told(Struct, frozen=True, kw_only=True):
    """An alert that arrives at a receiver, and how: its labels, the values of unknown ones on this way, and what it is grouped by."""

    alert: ir.Alert
    labels: AlertLabels
    values: Mapping[str, str]
    receiver: str
    group_by: tuple[str, ...]


def notification(told: Told, *, firing: bool) -> dict[str, Any]:
    """Return the notification as Alertmanager gives it to templates, `firing` with a resolved alert among them, or all resolved.

    Alerts of a group differ only in labels that it is not grouped by; where the group is of all labels, it has one alert.
    https://prometheus.io/docs/alerting/latest/notifications/#data
    """
    number = 1 if "..." in told.group_by else ALERTS
    alerts = [_alert(told, index, resolved=not firing or (index == ALERTS - 1)) for index in range(number)]
    labels = [alert["labels"] for alert in alerts]
    grouped = labels[0] if "..." in told.group_by else {label: labels[0][label] for label in told.group_by if label in labels[0]}
    return {
        "receiver": told.receiver,
        "status": "firing" if firing else "resolved",
        "alerts": alerts,
        "groupLabels": grouped,
        "commonLabels": _common(labels),
        "commonAnnotations": _common([alert["annotations"] for alert in alerts]),
        "externalURL": "http://alertmanager.example:9093",
    }


def example_value(alert: ir.Alert) -> float:
    """Return a value with which the alert fires: a tenth beyond its limit, of a share at most the whole."""
    op, limit = alert.limits[0] if alert.limits else (">", 1.0)
    match op:
        case ">" | ">=":
            beyond = limit * 1.1
        case "<" | "<=":
            beyond = limit * 0.9
        case _:
            beyond = limit
    return min(beyond, 1.0) if alert.unit.dimension == "ratio" and limit <= 1 else beyond


def _alert(told: Told, index: int, *, resolved: bool) -> dict[str, Any]:
    labels = told.labels.with_values({**dict(_examples(told, index)), **told.values})
    value = example_value(told.alert)
    return {
        "status": "resolved" if resolved else "firing",
        "labels": labels,
        "annotations": {name: annotation(text, labels=labels, value=value) for name, text in sorted(told.alert.annotations.items())},
        "startsAt": _STARTS,
        "endsAt": _ENDS if resolved else _FIRES,
        "generatorURL": "http://prometheus.example:9090/graph?g0.expr=up",
        "fingerprint": f"{index:016x}",
    }


def _examples(told: Told, index: int) -> Iterator[tuple[str, str]]:
    for label in sorted((told.labels.maybe or frozenset()) | told.labels.present):
        varies = label not in told.group_by and label not in told.labels.present
        yield label, f"{label}-{index + 1 if varies else 1}".replace("_", "-")


def _common(texts: list[dict[str, str]]) -> dict[str, str]:
    return {name: value for name, value in texts[0].items() if all(other.get(name) == value for other in texts[1:])}
