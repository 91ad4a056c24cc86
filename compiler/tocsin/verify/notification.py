"""A notification as Alertmanager would send it, to render a platform's texts with."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping
from typing import Any, Final

from tocsin import conventions, ir

ALERTS: Final = 3
"""Two fire and the last is resolved, so that both branches of `range .Alerts.Firing` and `.Alerts.Resolved` are rendered."""


def notification(platform: ir.Platform) -> dict[str, Any]:
    """Return the data of a notification about the platform's first alerts, in the form of Alertmanager's template.Data.

    https://prometheus.io/docs/alerting/latest/notifications/#data
    """
    alerts = [
        _alert(alert, platform, number) for number, alert in enumerate(itertools.islice(itertools.cycle(_examples(platform)), ALERTS))
    ]
    labels = [alert["labels"] for alert in alerts]
    shared = _common(labels)
    grouped = (platform.routing.root.group_by if platform.routing else None) or ()
    return {
        "receiver": platform.routing.root.receiver if platform.routing else "nobody",
        "status": "firing",
        "alerts": alerts,
        "groupLabels": {label: labels[0][label] for label in grouped if label in labels[0]},
        "commonLabels": shared,
        "commonAnnotations": _common([alert["annotations"] for alert in alerts]),
        "externalURL": "http://alertmanager.example:9093",
    }


def _examples(platform: ir.Platform) -> list[tuple[Mapping[str, str], Mapping[str, str]]]:
    """Return labels and annotations of the platform's first alerts; of a made-up one when it has none."""
    found: list[tuple[Mapping[str, str], Mapping[str, str]]]
    found = [({**alert.labels, "alertname": alert.name}, alert.annotations) for alert in itertools.islice(_alerts(platform), ALERTS)]
    return found or [({"alertname": "Example", conventions.SEVERITY_LABEL: "critical"}, {"summary": "an example"})]


def _alerts(platform: ir.Platform) -> Iterator[ir.Alert]:
    for rules in platform.rules:
        for group in rules.groups:
            yield from (rule for rule in group.rules if isinstance(rule, ir.Alert))


def _alert(example: tuple[Mapping[str, str], Mapping[str, str]], platform: ir.Platform, number: int) -> dict[str, Any]:
    labels, annotations = example
    resolved = number == ALERTS - 1
    return {
        "status": "resolved" if resolved else "firing",
        "labels": {conventions.NAMESPACE_LABEL: platform.namespace, "pod": f"example-{number}", **labels},
        "annotations": dict(annotations),
        "startsAt": "2026-01-05T09:00:00Z",
        "endsAt": "2026-01-05T09:30:00Z" if resolved else "0001-01-01T00:00:00Z",
        "generatorURL": "http://prometheus.example:9090/graph?g0.expr=up",
        "fingerprint": f"{number:016x}",
    }


def _common(texts: list[dict[str, str]]) -> dict[str, str]:
    return {name: value for name, value in texts[0].items() if all(other.get(name) == value for other in texts[1:])}
