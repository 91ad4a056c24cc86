"""Walk a routing tree as Alertmanager does: which receivers an alert gets to, over which routes, grouped how."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from msgspec import Struct

from tocsin import ir
from tocsin.regex.patterns import satisfies

Value = Callable[[str], str]
"""From a label to its value, empty when the alert lacks it; may raise UndecidedError."""


class UndecidedError(Exception):
    """The way depends on a label whose value is not known."""

    def __init__(self, label: str) -> None:
        super().__init__(label)
        self.label = label


class Hop(Struct, frozen=True, kw_only=True):
    """One arrival of an alert: where it is told, and how."""

    path: tuple[ir.Route, ...]
    """From the root to the route that notifies."""
    receiver: str
    group_by: tuple[str, ...]
    group_wait_ms: int
    group_interval_ms: int
    repeat_interval_ms: int

    @property
    def name(self) -> str:
        """The routes as people say them: `root`, or `gpu > critical`."""
        return " > ".join(route.name for route in self.path[1:]) or self.path[0].name

    @property
    def mute(self) -> tuple[str, ...]:
        """The intervals in which it does not notify: the route's own, for those of its parents are not inherited."""
        return self.path[-1].mute

    @property
    def active(self) -> tuple[str, ...]:
        """The intervals in which alone it notifies; empty: always. Not inherited either."""
        return self.path[-1].active


_NOWHERE = Hop(path=(), receiver="", group_by=(), group_wait_ms=30_000, group_interval_ms=300_000, repeat_interval_ms=14_400_000)


Branches = Callable[[ir.Route, Value], Sequence[ir.Route]]
"""From a route, and the labels of an alert, to those of its branches that are tried for it, in their order."""


def _all(route: ir.Route, _: Value) -> Sequence[ir.Route]:
    return route.routes


def hops(root: ir.Route, value: Value, *, tried: Branches = _all) -> tuple[Hop, ...]:
    """Return every arrival of an alert with these labels, in the order in which amtool names the receivers.

    A route that no branch of it takes notifies itself; the first branch that matches ends the search unless it continues. Branches that
    surely do not match need not be `tried`.
    https://github.com/prometheus/alertmanager/blob/main/dispatch/route.go, func (*Route) Match
    """
    return tuple(_match(root, value, _NOWHERE, tried))


def notifying(path: Sequence[ir.Route]) -> Hop:
    """Return how the last route of `path`, which begins at the root, notifies: what a route does not say is its parent's."""
    hop = _NOWHERE
    for route in path:
        hop = _arrival(route, hop)
    return hop


def holds(matcher: ir.Matcher, value: str) -> bool:
    """Return whether a label of this value, empty when it is missing, is as `matcher` asks."""
    return satisfies(matcher.op, matcher.value, value)


def _match(route: ir.Route, value: Value, parent: Hop, tried: Branches) -> list[Hop]:
    # Of hundreds of branches an alert is for one or two: what tells that is asked for each of them, for each alert.
    for matcher in route.matchers:
        if not satisfies(matcher.op, matcher.value, value(matcher.label)):
            return []
    own = _arrival(route, parent)
    found: list[Hop] = []
    for branch in tried(route, value):
        below = _match(branch, value, own, tried)
        found += below
        if below and not branch.continues:
            break
    return found or [own]


def _arrival(route: ir.Route, parent: Hop) -> Hop:
    return Hop(
        path=(*parent.path, route),
        receiver=route.receiver or parent.receiver,
        # Our emitters leave out an empty list, so that it is inherited.
        group_by=route.group_by or parent.group_by,
        group_wait_ms=parent.group_wait_ms if route.group_wait_ms is None else route.group_wait_ms,
        group_interval_ms=parent.group_interval_ms if route.group_interval_ms is None else route.group_interval_ms,
        repeat_interval_ms=parent.repeat_interval_ms if route.repeat_interval_ms is None else route.repeat_interval_ms,
    )
