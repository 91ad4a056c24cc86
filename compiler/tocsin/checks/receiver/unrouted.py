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
from tocsin.routing.delivery import Delivery, deliveries

FROM_ABSENCE: Final = "platform"
IN_VAIN: Final = True


def check_all(estate: Sequence[Checked]) -> Iterator[Finding]:
    """Yield every receiver that no route names in any environment."""
    platforms: dict[str, list[Delivery]] = {}
    for delivery in deliveries(estate):
        platforms.setdefault(delivery.checked.named_at, []).append(delivery)
    for environments in platforms.values():
        told = {route.receiver for delivery in environments for route in routes(delivery.routing.root)}
        written = {name: each.checked for each in reversed(environments) for name in each.checked.resolved.spec.receivers}
        for name, where in written.items():
            if name not in told:
                yield Finding(
                    message=f"no route goes to `{name}`",
                    help=f"write `to: {name}` in a route, or remove the receiver",
                    where=where,
                    at=("receivers", name),
                    part="key",
                )
