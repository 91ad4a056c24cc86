"""How long it takes at most until somebody is told of what an alert asks, and what the parts of that are."""

from __future__ import annotations

from typing import Final

from msgspec import Struct

from tocsin import ir
from tocsin.duration import format_duration, parse_duration
from tocsin.finding import Checked
from tocsin.routing.tree import Hop

_ALL_LABELS: Final = "..."


class Delay(Struct, frozen=True, kw_only=True):
    """From when a condition begins to hold until a route notifies; how long what is measured looks back is not in it."""

    for_ms: int
    evaluated_ms: int
    """Until a rule looks first, and until it looks again after `for`."""
    grouped_ms: int
    key: str
    """Which wait of the route that is: an alert that joins a group is told at the group's next interval."""
    route: str

    @property
    def whole_ms(self) -> int:
        """All parts."""
        return self.for_ms + self.evaluated_ms + self.grouped_ms

    @property
    def parts(self) -> str:
        """The parts in words."""
        waits = f"`for` {format_duration(self.for_ms)}, " if self.for_ms else ""
        return f"{waits}{format_duration(self.evaluated_ms)} until it is evaluated, `{self.key}` {format_duration(self.grouped_ms)}"


def delay(alert: ir.Alert, every_ms: int, hop: Hop) -> Delay:
    """Return how long it takes until an alert that is evaluated so often is told at `hop`.

    With `group_by: ["..."]` it is a group of its own, which it never joins.
    https://prometheus.io/docs/alerting/latest/configuration/#route
    """
    joins = _ALL_LABELS not in hop.group_by and hop.group_interval_ms > hop.group_wait_ms
    looks = -(-alert.for_ms // every_ms) if every_ms else 0
    return Delay(
        for_ms=alert.for_ms,
        evaluated_ms=(looks + 1) * every_ms - alert.for_ms if every_ms else 0,
        grouped_ms=hop.group_interval_ms if joins else hop.group_wait_ms,
        key="group_interval" if joins else "group_wait",
        route=hop.name,
    )


def evaluated_every(checked: Checked) -> dict[int, int]:
    """Return how often each alert of a platform is evaluated, in milliseconds, by its identity."""
    usual = parse_duration(checked.resolved.spec.platform.cluster.prometheus.evaluation_interval) or 0
    groups = (group for each in checked.platform.rules for group in each.groups)
    return {id(rule): group.interval_ms or usual for group in groups for rule in group.rules}
