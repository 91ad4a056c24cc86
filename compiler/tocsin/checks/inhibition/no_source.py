"""An inhibition whose source no alert can be, in no environment: it never silences anything.

A severity of the platform that no alert has today is no fault. Where others send alerts that tocsin does not know, say so with `# allow`.

Bad:
    receivers: {chat: {webhook: {url: {secret: chat, key: url}}}}
    metrics: {heat: {series: gpu_heat, type: gauge, unit: celsius}}
    components: {gpus: {component: gpu, thresholds: {heat: {above: {warning: 80C, critical: 90C}, for: 5m}}}}
    routing:
      receiver: chat
      inhibit:
        lesser: {source: {alertname: ClusterDown}, target: {severity: warning}, equal: [component]}  # error

Good:
    receivers: {chat: {webhook: {url: {secret: chat, key: url}}}}
    metrics: {heat: {series: gpu_heat, type: gauge, unit: celsius}}
    components: {gpus: {component: gpu, thresholds: {heat: {above: {warning: 80C, critical: 90C}, for: 5m}}}}
    routing:
      receiver: chat
      inhibit:
        lesser: {source: {severity: critical}, target: {severity: warning}, equal: [component]}
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from tocsin.finding import Checked, Finding
from tocsin.routing.conceivable import Conceivable
from tocsin.routing.delivery import Delivery, in_every_environment
from tocsin.source import Route


def check_all(estate: Sequence[Checked]) -> Iterator[Finding]:
    """Yield every inhibition whose source nothing is in any environment."""
    return in_every_environment(estate, _idle)


def _idle(delivery: Delivery) -> Iterator[tuple[Route, Finding]]:
    conceivable = Conceivable(delivery)
    for rule in delivery.routing.inhibit if delivery.arrivals else ():
        if rule.at[:2] == ("routing", "inhibit") and not conceivable.any(rule.source):
            why, remedy = conceivable.reason(rule.source)
            message = f"`{rule.name}` silences nothing: no alert is its source, {why}"
            at = (*rule.at, "source")
            yield rule.at, Finding(message=message, help=remedy, where=delivery.checked, at=at, part="key")
