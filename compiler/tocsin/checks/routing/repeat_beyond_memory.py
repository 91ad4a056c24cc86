"""A `repeat_interval` longer than Alertmanager remembers whom it told: after five days it tells everybody again.

`--data.retention` is 120h unless somebody changed it, also in the Alertmanager object of prometheus-operator.
https://github.com/prometheus/alertmanager/blob/main/cmd/alertmanager/main.go

Bad (-), good (+):
    receivers: {chat: {webhook: {url: {secret: chat, key: url}}}}
    routing:
      receiver: chat
  -   repeat_interval: 7d  # error
  +   repeat_interval: 1d
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from tocsin.finding import Checked, Finding
from tocsin.routing.timing import timed

_REMEMBERED_HOURS: Final = 120


def check_all(estate: Sequence[Checked]) -> Iterator[Finding]:
    """Yield every `repeat_interval` of more than five days."""
    for delivery, each in timed(estate):
        repeat = each.route.repeat_interval_ms
        if repeat is not None and repeat > _REMEMBERED_HOURS * 3_600_000:
            yield Finding(
                message=f"Alertmanager forgets whom it told after {_REMEMBERED_HOURS}h, and repeats the notification then",
                help="write `5d` or less, or allow it where the Alertmanager's retention is longer",
                where=delivery.checked,
                at=(*each.route.at, "repeat_interval"),
            )
