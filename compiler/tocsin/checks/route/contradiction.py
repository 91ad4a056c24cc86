"""A route that asks for what cannot be: no alert gets there.

It asks for two values of one label, or for another than the routes around it, or for a value that no label has.
https://prometheus.io/docs/alerting/latest/configuration/#route

Bad (-), good (+):
    receivers: {chat: {webhook: {url: {secret: chat, key: url}}}, gpu: {webhook: {url: {secret: gpu, key: url}}}}
  + metrics: {heat: {series: gpu_heat, type: gauge, unit: celsius}}
  + components: {gpus: {component: gpu, thresholds: {heat: {above: 85C, for: 5m, severity: critical}}}}
    routing:
      receiver: chat
      routes:
        critical:
          when: {severity: critical}
          routes:
  -         gpu: {when: {severity: warning}, to: gpu}  # error
  +         gpu: {when: {component: gpu}, to: gpu}
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from tocsin.finding import Checked, Finding
from tocsin.routing.branches import branches
from tocsin.routing.delivery import deliveries
from tocsin.routing.implication import exclusive, shown
from tocsin.source import KeyPath

BY_ENVIRONMENT = True


def check_all(estate: Sequence[Checked]) -> Iterator[Finding]:
    """Yield every route whose conditions, with those of the routes around it, exclude each other."""
    for delivery in deliveries(estate):
        told: set[KeyPath] = set()
        for branch in branches(delivery.routing.root):
            if branch.parents[-1].at in told:
                told.add(branch.route.at)
                continue
            pair = exclusive(branch.asked)
            if pair is None:
                continue
            told.add(branch.route.at)
            one, other = pair
            why = f"nothing is `{shown(one)}`" if one == other else f"`{shown(one)}` and `{shown(other)}` exclude each other"
            yield Finding(
                message=f"no alert gets to `{branch.route.name}`: {why}",
                help="mend its `when:`, or remove the route",
                where=delivery.checked,
                at=branch.route.at,
                part="key",
            )
