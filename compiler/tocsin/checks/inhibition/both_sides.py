"""An inhibition all of whose alerts match source and target: it silences nothing.

So that no alert silences itself, one that matches both sides is not silenced by another that does.
https://prometheus.io/docs/alerting/latest/configuration/#inhibition-related-settings

Bad (-), good (+):
    receivers: {chat: {webhook: {url: {secret: chat, key: url}}}}
    metrics: {heat: {series: gpu_heat, type: gauge, unit: celsius}}
    components: {gpus: {component: gpu, thresholds: {heat: {above: {warning: 80C, critical: 90C}, for: 5m}}}}
    routing:
      receiver: chat
      inhibit:
  -     gpu: {source: {component: gpu}, target: {severity: [warning, critical]}, equal: [alertname]}  # error
  +     gpu: {source: {component: gpu, severity: critical}, target: {severity: warning}, equal: [alertname]}
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from tocsin.finding import Checked, Finding
from tocsin.routing.conceivable import Conceivable
from tocsin.routing.delivery import Delivery, in_every_environment
from tocsin.routing.matching import surely

FROM_ABSENCE: Final = "estate"
IN_VAIN: Final = True


def check_all(estate: Sequence[Checked]) -> Iterator[Finding]:
    """Yield every inhibition of whose alerts all are on both sides."""
    return in_every_environment(estate, _idle)


def _idle(delivery: Delivery) -> Iterator[Finding]:
    conceivable = Conceivable(delivery)
    for rule in delivery.inhibitions:
        sources, targets = conceivable.matching(rule.source), conceivable.matching(rule.target)
        both = all(surely((*rule.source, *rule.target), each.labels) for each in (*sources, *targets))
        if sources and targets and both:
            yield Finding(
                message=f"`{rule.name}` silences nothing: its alerts are source and target, and such alerts do not silence each other",
                help="say in `source:` what the target is not, for example its severity",
                where=delivery.checked,
                at=rule.at,
                part="key",
            )
