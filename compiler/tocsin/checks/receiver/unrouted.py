"""A receiver to which no route leads, in no environment: whoever it is for is never told.

Bad (-), good (+):
    receivers:
      chat: {webhook: {url: {secret: chat, key: url}}}
      pager: {webhook: {url: {secret: pager, key: url}}}  # error
  - routing: {receiver: chat}
  + routing:
  +   receiver: chat
  +   routes: {critical: {when: {severity: critical}, to: pager}}
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from tocsin.finding import Checked, Finding
from tocsin.routing.branches import routes
from tocsin.routing.delivery import Delivery, in_every_environment

FROM_ABSENCE: Final = "platform"
IN_VAIN: Final = True


def check_all(estate: Sequence[Checked]) -> Iterator[Finding]:
    """Yield every receiver that no route names in any environment."""
    return in_every_environment(estate, _unrouted)


def _unrouted(delivery: Delivery) -> Iterator[Finding]:
    named = {route.receiver for route in routes(delivery.routing.root)}
    for receiver in delivery.routing.receivers:
        if receiver.name not in named:
            yield Finding(
                message=f"no route goes to `{receiver.name}`",
                help=f"write `to: {receiver.name}` in a route, or remove the receiver",
                where=delivery.checked,
                at=receiver.at,
                part="key",
            )
