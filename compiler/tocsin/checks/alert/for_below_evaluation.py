"""A wait shorter than the time between two evaluations: the alert fires at the second one all the same, and the spec says something else.

Rules are looked at every `evaluation_interval`; what comes and goes in between nobody sees.
https://prometheus.io/docs/prometheus/latest/configuration/alerting_rules/

Bad (-), good (+):
    metrics: {queue: {series: queue_length, type: gauge, unit: requests}}
  - components: {gateway: {workload: {deployment: gateway}, thresholds: {queue: {above: 10, for: 10s}}}}  # error
  + components: {gateway: {workload: {deployment: gateway}, thresholds: {queue: {above: 10, for: 1m}}}}
"""

from __future__ import annotations

from collections.abc import Iterator

from tocsin.duration import format_duration, parse_duration
from tocsin.finding import Checked, Finding
from tocsin.ir import Alert


def check(checked: Checked) -> Iterator[Finding]:
    """Yield every alert whose `for` is not zero and shorter than its group's interval."""
    usual = parse_duration(checked.resolved.spec.platform.cluster.prometheus.evaluation_interval) or 0
    for rules in checked.platform.rules:
        for group in rules.groups:
            every = group.interval_ms or usual
            for alert in group.rules:
                if isinstance(alert, Alert) and 0 < alert.for_ms < every:
                    wait = format_duration(alert.for_ms)
                    yield Finding(
                        message=f"rules are evaluated every {format_duration(every)}, so `{alert.name}` cannot wait {wait}",
                        help=f"write `{format_duration(every)}` or more, or `0s` to fire at once",
                        where=checked,
                        at=(*alert.at, "for"),
                    )
