"""One alert that gets to one receiver by two routes: everybody is told twice.

Each route has groups of its own, so that the two notifications do not know of each other.

Bad (-), good (+):
    receivers: {chat: {webhook: {url: {secret: chat, key: url}}}}
    metrics: {heat: {series: gpu_heat, type: gauge, unit: celsius}}
    components: {gpus: {component: gpu, thresholds: {heat: {above: 90C, for: 5m, severity: critical}}}}
    routing:
      receiver: chat
      routes:
  -     critical: {when: {severity: critical}, to: chat, continue: true}
  -     gpu: {when: {component: gpu}, to: chat}  # error
  +     critical: {when: {severity: critical}, to: chat}
  +     gpu: {when: {component: gpu, severity: {not: critical}}, to: chat}
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from tocsin import ir
from tocsin.finding import Checked, Finding
from tocsin.routing.delivery import Delivery, in_every_environment
from tocsin.routing.tree import Hop
from tocsin.source import KeyPath

FROM_ABSENCE: Final = "platform"


def check_all(estate: Sequence[Checked]) -> Iterator[Finding]:
    """Yield every route by which an alert comes to a receiver that has been told of it."""
    return in_every_environment(estate, _doubled)


def _doubled(delivery: Delivery) -> Iterator[Finding]:
    discarding = delivery.routing.discarding
    told: set[KeyPath] = set()
    for each, *_ in delivery.own_alike:
        for way in each.ways:
            first: dict[str, Hop] = {}
            for hop in way:
                route = hop.path[-1]
                known = first.setdefault(hop.receiver, hop)
                # An author who adds people for a machine's alerts is told by the machine's own route.
                if known is not hop and hop.receiver not in discarding and route.at[:2] == _BRANCHES and route.at not in told:
                    told.add(route.at)
                    yield _finding(delivery, each.alert, known, hop)


_BRANCHES = ("routing", "routes")


def _finding(delivery: Delivery, alert: ir.Alert, first: Hop, second: Hop) -> Finding:
    return Finding(
        message=f"`{second.receiver}` is told twice of `{alert.name}` ({alert.severity}): by `{first.name}` and by `{second.name}`",
        help="remove `continue: true` from the first, or say in this `when:` what the first has told",
        where=delivery.checked,
        at=second.path[-1].at,
        part="key",
        notes=(("the first is", delivery.checked, first.path[-1].at),),
    )
