"""A `repeat_interval` that is no multiple of `group_interval`: Alertmanager repeats only when it looks at a group, so at the next multiple.

https://prometheus.io/docs/alerting/latest/configuration/#route

Bad (-), good (+):
    receivers: {chat: {webhook: {url: {secret: chat, key: url}}}}
    routing:
      receiver: chat
  -   group_interval: 20m
  +   group_interval: 15m
      repeat_interval: 30m  # error
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from tocsin.duration import format_duration
from tocsin.finding import Checked, Finding
from tocsin.routing.timing import timed


def check_all(estate: Sequence[Checked]) -> Iterator[Finding]:
    """Yield every route that repeats later than it says, where it says one of the two."""
    for delivery, each in timed(estate):
        key = each.own("repeat_interval", "group_interval")
        interval, repeat = each.hop.group_interval_ms, each.hop.repeat_interval_ms
        if key is None or repeat < interval or repeat % interval == 0:
            continue
        before, after = (format_duration(repeat // interval * interval + step) for step in (0, interval))
        yield Finding(
            message=f"a notification is repeated after {after}, and not after {format_duration(repeat)}:"
            f" the group is looked at every {format_duration(interval)}",
            help=f"write `repeat_interval: {before}` or `{after}`",
            where=delivery.checked,
            at=(*each.route.at, key),
        )
