"""A notification that is to be repeated more often than its group is looked at: it is repeated once in each `group_interval`.

https://prometheus.io/docs/alerting/latest/configuration/#route

Bad (-), good (+):
    receivers: {chat: {webhook: {url: {secret: chat, key: url}}}}
    routing:
      receiver: chat
  -   group_interval: 10m
  -   repeat_interval: 5m  # error
  +   group_interval: 5m
  +   repeat_interval: 4h
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from tocsin.duration import format_duration
from tocsin.finding import Checked, Finding
from tocsin.routing.timing import timed


def check_all(estate: Sequence[Checked]) -> Iterator[Finding]:
    """Yield every route whose `repeat_interval` is shorter than its `group_interval`, where it says one of them."""
    for delivery, each in timed(estate):
        key = each.own("repeat_interval", "group_interval")
        interval, repeat = each.hop.group_interval_ms, each.hop.repeat_interval_ms
        if key is not None and repeat < interval:
            yield Finding(
                message=f"a notification is repeated after {format_duration(interval)}, the group's interval,"
                f" and not after {format_duration(repeat)}",
                help=f"write `repeat_interval: {format_duration(interval)}` or more, or a shorter `group_interval`",
                where=delivery.checked,
                at=(*each.route.at, key),
            )
