"""An inhibition whose target no alert can be, in no environment: there is nothing that it could silence.

A severity of the platform that no alert has today is no fault. Where others send alerts that tocsin does not know, say so with `# allow`.

Bad (-), good (+):
    receivers: {chat: {webhook: {url: {secret: chat, key: url}}}}
    metrics: {heat: {series: gpu_heat, type: gauge, unit: celsius}}
    components: {gpus: {component: gpu, thresholds: {heat: {above: {warning: 80C, critical: 90C}, for: 5m}}}}
    routing:
      receiver: chat
      inhibit:
  -     lesser: {source: {severity: critical}, target: {component: gpus}, equal: [alertname]}  # error
  +     lesser: {source: {severity: critical}, target: {component: gpu}, equal: [alertname]}
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from tocsin.finding import Checked, Finding
from tocsin.routing.delivery import in_every_environment
from tocsin.routing.one_sided import one_sided

FROM_ABSENCE: Final = "estate"
IN_VAIN: Final = True


def check_all(estate: Sequence[Checked]) -> Iterator[Finding]:
    """Yield every inhibition whose target nothing is in any environment."""
    return in_every_environment(estate, lambda delivery: one_sided(delivery, "target"))
