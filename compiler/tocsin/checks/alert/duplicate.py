"""Two alerts with one name and the same labels: Prometheus cannot tell them apart, and promtool calls them duplicates.

Bad:
    metrics: {errors: {series: errors_total, type: counter, unit: requests, labels: {model: model}}}
    models:
      chat:
        thresholds:
          some: {metric: errors, above: 1/s, for: 5m, alert: Errors}
          many: {metric: errors, above: 9/s, for: 5m, alert: Errors}  # error

Good:
    metrics: {errors: {series: errors_total, type: counter, unit: requests, labels: {model: model}}}
    models:
      chat:
        thresholds:
          errors: {above: {warning: 1/s, critical: 9/s}, for: 5m}
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from tocsin.finding import Checked, Finding
from tocsin.ir import Alert
from tocsin.source import Route

NEVER_ALLOWED: Final = True  # promtool refuses such rules


def check(checked: Checked) -> Iterator[Finding]:
    """Yield every alert whose name and labels another alert of the platform has."""
    seen: dict[tuple[str, frozenset[tuple[str, str]]], Route] = {}
    for rule_object in checked.platform.rules:
        for group in rule_object.groups:
            for rule in group.rules:
                if not isinstance(rule, Alert):
                    continue
                first = seen.setdefault((rule.name, frozenset(rule.labels.items())), rule.at)
                if first != rule.at:
                    yield Finding(
                        message=f"another alert is called `{rule.name}` and has the same labels",
                        help="name one of them with `alert:`",
                        where=checked,
                        at=rule.at,
                        part="key",
                        notes=(("the other one is", checked, first),),
                    )
