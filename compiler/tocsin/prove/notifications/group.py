"""The group of alerts that a receiver is told of: one real alert, twice firing and once resolved."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from msgspec import Struct

from tocsin import ir
from tocsin.annotation import annotation
from tocsin.routing.labels import AlertLabels
from tocsin.routing.notified import ALERTS, Sent, notified


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
    """
    number = 1 if "..." in told.group_by else ALERTS
    alerts = [_alert(told, index, resolved=not firing or (index == ALERTS - 1)) for index in range(number)]
    labels = alerts[0].labels
    grouped = labels if "..." in told.group_by else {label: labels[label] for label in told.group_by if label in labels}
    return notified(told.receiver, alerts, grouped, firing=firing)


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


def _alert(told: Told, index: int, *, resolved: bool) -> Sent:
    labels = told.labels.with_values({**dict(_examples(told, index)), **told.values})
    value = example_value(told.alert)
    annotations = {name: annotation(text, labels=labels, value=value) for name, text in sorted(told.alert.annotations.items())}
    return Sent(labels, annotations, resolved)


def _examples(told: Told, index: int) -> Iterator[tuple[str, str]]:
    for label in sorted((told.labels.maybe or frozenset()) | told.labels.present):
        varies = label not in told.group_by and label not in told.labels.present
        yield label, f"{label}-{index + 1 if varies else 1}".replace("_", "-")
