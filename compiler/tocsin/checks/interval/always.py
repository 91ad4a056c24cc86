"""An interval that leaves out no minute of the week: as `active` it changes nothing, as `mute` nobody is ever told.

Bad (-), good (+):
    receivers: {chat: {webhook: {url: {secret: chat, key: url}}}}
    routing:
      receiver: chat
      intervals:
  -     office: [{times: ["08:00-20:00"]}, {times: ["20:00-08:00"]}]  # error
  +     office: [{times: ["08:00-20:00"]}]
      routes: {warning: {when: {severity: warning}, active: [office]}}
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from tocsin.finding import Checked, Finding
from tocsin.routing.delivery import deliveries
from tocsin.routing.weeks import ALWAYS, minutes


def check_all(estate: Sequence[Checked]) -> Iterator[Finding]:
    """Yield every interval that is at every minute of every week."""
    for delivery in deliveries(estate):
        for interval in delivery.routing.intervals:
            if ALWAYS in minutes([interval], surely=True).values():
                yield Finding(
                    message=f"`{interval.name}` is always",
                    help="leave out some time, or remove the interval",
                    where=delivery.checked,
                    at=interval.at,
                    part="key",
                )
