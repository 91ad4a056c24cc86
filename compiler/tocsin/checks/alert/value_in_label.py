"""A label made of the alert's value: whenever the value changes, another alert begins, which has to wait for its `for` anew.

Such an alert never fires, or fires, ends and fires again at each evaluation. A value belongs into the summary or the description.
https://prometheus.io/docs/prometheus/latest/configuration/alerting_rules/#templating

Bad (-), good (+):
    metrics: {heat: {series: gpu_heat, type: gauge, unit: celsius}}
    components:
      gpus:
        thresholds:
          heat:
            above: 90C
            for: 5m
  -         labels: {degrees: "{{ $value }}"}  # error
  +         description: "The GPU has {{ $value }} degrees"
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from tocsin.finding import Checked, Finding
from tocsin.regex import late
from tocsin.source import KeyPath

_VALUE: Final = late(r"\{\{[^}]*(\$value|\.Value)\b")


def check(checked: Checked) -> Iterator[Finding]:
    """Yield every label of an alert whose text reads the value."""
    said: set[KeyPath] = set()
    for alert in checked.alerts:
        for label, text in alert.labels.items():
            at = _place(checked, alert.at, label) if "{{" in text and _VALUE.search(text) else None
            if at is not None and at not in said:
                said.add(at)
                yield Finding(
                    message=f"the label `{label}` changes with the value, and each change begins another alert",
                    help="put the value into `summary:` or `description:`",
                    where=checked,
                    at=at,
                )


def _place(checked: Checked, at: KeyPath, label: str) -> KeyPath:
    """Return where the label stands: at the alert, its model or component, or the platform."""
    subject = dict(checked.subjects).get(at[:2])
    if subject is not None and label in subject.labels:
        return (*at[:2], "labels", label)
    if label in checked.resolved.spec.platform.labels:
        return ("platform", "labels", label)
    return (*at, "labels", label)
