"""A group that waits longer for its first notification than between later ones: the first news is the slowest.

https://prometheus.io/docs/alerting/latest/configuration/#route

Bad (-), good (+):
    receivers: {chat: {webhook: {url: {secret: chat, key: url}}}}
    routing:
      receiver: chat
      group_by: [alertname]
  -   group_wait: 10m  # error
  +   group_wait: 30s
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from tocsin.duration import format_duration
from tocsin.finding import Checked, Finding
from tocsin.routing.timing import timed


def check_all(estate: Sequence[Checked]) -> Iterator[Finding]:
    """Yield every route whose `group_wait` is longer than its `group_interval`, where it says one of them."""
    for delivery, each in timed(estate):
        key = each.own("group_wait", "group_interval")
        wait, interval = each.hop.group_wait_ms, each.hop.group_interval_ms
        if key is not None and wait > interval:
            yield Finding(
                message=f"a new group waits {format_duration(wait)}, one that has been told of waits {format_duration(interval)}",
                help=f"write `group_wait: 30s`, or a `group_interval` of at least {format_duration(wait)}",
                where=delivery.checked,
                at=(*each.route.at, key),
            )
