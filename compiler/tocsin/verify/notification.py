"""A notification as Alertmanager would send it, to render a platform's texts with."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import cycle, islice
from typing import Any

from tocsin import conventions, ir
from tocsin.routing.notified import ALERTS, Sent, notified


def notification(platform: ir.Platform) -> dict[str, Any]:
    """Return the data of a notification about the platform's first alerts, of which the last is resolved."""
    alerts = [
        Sent({conventions.NAMESPACE_LABEL: platform.namespace, "pod": f"example-{number}", **labels}, annotations, number == ALERTS - 1)
        for number, (labels, annotations) in enumerate(islice(cycle(_examples(platform)), ALERTS))
    ]
    root = platform.routing.root if platform.routing else None
    grouped = (root.group_by if root else None) or ()
    labels = alerts[0].labels
    return notified(root.receiver if root else "nobody", alerts, {label: labels[label] for label in grouped if label in labels})


def _examples(platform: ir.Platform) -> list[tuple[Mapping[str, str], Mapping[str, str]]]:
    """Return labels and annotations of the platform's first alerts; of a made-up one when it has none."""
    found: list[tuple[Mapping[str, str], Mapping[str, str]]]
    found = [({**alert.labels, "alertname": alert.name}, alert.annotations) for alert in platform.alerts[:ALERTS]]
    return found or [({"alertname": "Example", conventions.SEVERITY_LABEL: "critical"}, {"summary": "an example"})]
