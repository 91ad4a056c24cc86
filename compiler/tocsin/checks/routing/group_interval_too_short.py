"""A group that tells of every new alert after less than a minute: one fault in ten places becomes ten notifications.

`group_interval` is how long a group waits before it tells of what has joined it; Alertmanager's own 5 minutes are a good measure. A route
for grave severities alone may be faster. https://prometheus.io/docs/alerting/latest/configuration/#route

Bad (-), good (+):
    receivers: {chat: {webhook: {url: {secret: chat, key: url}}}}
    routing:
      receiver: chat
      group_by: [alertname]
      group_wait: 10s
  -   group_interval: 10s  # error
  +   group_interval: 5m
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from tocsin.duration import format_duration
from tocsin.finding import Checked, Finding
from tocsin.routing.severities import asked_for
from tocsin.routing.timing import timed

_LEAST_MS: Final = 60_000


def check_all(estate: Sequence[Checked]) -> Iterator[Finding]:
    """Yield every `group_interval` below a minute of a route that takes more than grave alerts."""
    for delivery, each in timed(estate):
        interval = each.route.group_interval_ms
        taken = asked_for(each.asked, delivery.severities)
        if interval is None or interval >= _LEAST_MS or (taken is not None and taken <= delivery.grave):
            continue
        yield Finding(
            message=f"a group tells of each new alert after {format_duration(interval)}, which is hardly a group",
            help="write at least `1m`; Alertmanager's own is `5m`. A route for grave severities alone may be faster",
            where=delivery.checked,
            at=(*each.route.at, "group_interval"),
        )
