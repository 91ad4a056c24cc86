"""A route whose intervals leave no time in which it notifies: nobody is ever told through it.

Bad (-), good (+):
    receivers: {chat: {webhook: {url: {secret: chat, key: url}}}, pager: {webhook: {url: {secret: pager, key: url}}}}
    routing:
      receiver: chat
      intervals:
  -     days: [{times: ["08:00-20:00"]}]
        nights: [{times: ["20:00-08:00"]}]
      routes:
  -     info: {when: {severity: info}, to: pager, mute: [days, nights]}  # error
  +     info: {when: {severity: info}, to: pager, mute: [nights]}
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from tocsin.finding import Checked, Finding
from tocsin.routing.branches import branches
from tocsin.routing.delivery import deliveries
from tocsin.routing.weeks import never_notifies


def check_all(estate: Sequence[Checked]) -> Iterator[Finding]:
    """Yield every route that is muted, or not active, at every minute of every week."""
    for delivery in deliveries(estate):
        known = {interval.name: interval for interval in delivery.routing.intervals}
        for branch in branches(delivery.routing.root):
            if never_notifies(branch.route, known):
                yield Finding(
                    message=f"`{branch.route.name}` never notifies: its intervals leave no time",
                    help="leave it some time; to tell nobody on purpose, send it to a receiver with `discard: true`",
                    where=delivery.checked,
                    at=branch.route.at,
                    part="key",
                )
