"""An interval that no route names, in no environment: what it was to mute is told all the same.

Bad (-), good (+):
    receivers: {chat: {webhook: {url: {secret: chat, key: url}}}}
    routing:
      receiver: chat
      intervals:
        nights: [{times: ["20:00-08:00"]}]  # error
  +   routes: {warning: {when: {severity: warning}, mute: [nights]}}
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
    """Yield every interval that is in no route's `mute` or `active`."""
    return in_every_environment(estate, _unused)


def _unused(delivery: Delivery) -> Iterator[Finding]:
    named = {name for route in routes(delivery.routing.root) for name in (*route.mute, *route.active)}
    for interval in delivery.routing.intervals:
        if interval.name not in named:
            message, remedy = f"no route names `{interval.name}`", f"write `mute: [{interval.name}]` in a route, or remove the interval"
            yield Finding(message=message, help=remedy, where=delivery.checked, at=interval.at, part="key")
