"""Alerts of the gravest severity that nobody is told of: every receiver that they get to discards them.

Bad (-), good (+):
    receivers: {nobody: {discard: true}, chat: {webhook: {url: {secret: chat, key: url}}}}
    metrics: {heat: {series: gpu_heat, type: gauge, unit: celsius}}
    components: {gpus: {thresholds: {heat: {above: 90C, for: 5m, severity: critical}}}}
  - routing: {receiver: nobody, routes: {warning: {when: {severity: warning}, to: chat}}}  # error
  + routing: {receiver: nobody, routes: {critical: {when: {severity: critical}, to: chat}}}
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from tocsin import ir
from tocsin.finding import Checked, Finding
from tocsin.routing.delivery import Delivery, in_every_environment
from tocsin.routing.gravest import gravest_only
from tocsin.wording import and_more

FROM_ABSENCE: Final = "platform"


def check_all(estate: Sequence[Checked]) -> Iterator[Finding]:
    """Yield every route by which, in every environment, the gravest alerts are discarded."""
    return in_every_environment(estate, _discarded)


def _discarded(delivery: Delivery) -> Iterator[Finding]:
    for hop, alerts in gravest_only(delivery, _tells_nobody):
        route = hop.path[-1]
        more = and_more(len(alerts) - 1)
        yield Finding(
            message=f"nobody is told of `{alerts[0].name}` ({alerts[0].severity}){more}: `{hop.receiver}` discards what it gets",
            help=f"write a route for `{alerts[0].severity}` to a receiver that tells somebody",
            where=delivery.checked,
            at=(*route.at, "receiver" if len(hop.path) == 1 else "to"),
            notes=(("the alert is", delivery.checked, alerts[0].at),),
        )


def _tells_nobody(receiver: ir.Receiver) -> bool:
    return not receiver.configs
