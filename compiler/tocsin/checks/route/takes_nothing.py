"""A route that no alert of the platform can take, in no environment: a label or a name is misspelt, or what it was for is gone.

That no alert has one of the platform's severities today is no fault: the route is there for the day when one has. Where the Alertmanager
also serves platforms without a routing of their own, their alerts count. Where others send alerts that tocsin does not know, say so with
`# allow`. What kube-prometheus-stack brings is known as far as routes usually ask for it: `Watchdog`, `InfoInhibitor`, and alerts of the
namespaces `kube-system` and its own.

Bad (-), good (+):
    receivers: {chat: {webhook: {url: {secret: chat, key: url}}}, gpu: {webhook: {url: {secret: gpu, key: url}}}}
    metrics: {heat: {series: gpu_heat, type: gauge, unit: celsius}}
    components: {gpus: {component: gpus, thresholds: {heat: {above: 90C, for: 5m}}}}
    routing:
      receiver: chat
      routes:
  -     gpu: {when: {component: gpu}, to: gpu}  # error
  +     gpu: {when: {component: gpus}, to: gpu}
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from tocsin.finding import Checked, Finding
from tocsin.routing.branches import Branch, branches
from tocsin.routing.conceivable import Conceivable
from tocsin.routing.delivery import Delivery, in_every_environment
from tocsin.routing.implication import exclusive
from tocsin.source import KeyPath

FROM_ABSENCE: Final = "estate"
IN_VAIN: Final = True


def check_all(estate: Sequence[Checked]) -> Iterator[Finding]:
    """Yield every route that nothing takes in any environment."""
    return in_every_environment(estate, _idle)


def _idle(delivery: Delivery) -> Iterator[Finding]:
    conceivable = Conceivable(delivery)
    told: set[KeyPath] = set()
    for branch in branches(delivery.routing.root) if delivery.arrivals else ():
        if branch.parents[-1].at in told or exclusive(branch.asked):
            told.add(branch.route.at)
        elif branch.by_author and not conceivable.any(branch.asked):
            told.add(branch.route.at)
            yield _finding(delivery, branch, conceivable)


def _finding(delivery: Delivery, branch: Branch, conceivable: Conceivable) -> Finding:
    why, remedy = conceivable.reason(branch.asked)
    return Finding(
        message=f"no alert gets to `{branch.route.name}`: {why}",
        help=remedy,
        where=delivery.checked,
        at=branch.route.at,
        part="key",
    )
