"""Remarks about a routing tree that are worth knowing, and no mistakes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import chain
from typing import Final

from msgspec import Struct

from tocsin import ir, source
from tocsin.routing.arrivals import Arrivals, arrivals
from tocsin.routing.branches import branches
from tocsin.routing.tree import Hop
from tocsin.wording import and_more


class RoutingFinding(Struct, frozen=True, kw_only=True):
    """A fact about the routing, for information."""

    code: str
    message: str
    at: source.KeyPath


def examine(platform: ir.Platform) -> tuple[RoutingFinding, ...]:
    """Return which alerts no branch takes, where the platform's tree has branches, and which end at a route that continues.

    The first is what the default receiver is for; of the second it does not hear.
    """
    routing = platform.routing
    if routing is None or not routing.root.routes:
        return ()
    found = arrivals(platform, routing)
    return tuple(chain(_fallen(routing, found), _ended(routing, found)))


def _fallen(routing: ir.Routing, found: Sequence[Arrivals]) -> Iterator[RoutingFinding]:
    fallen = [each.alert.name for each in found if any(len(hop.path) == 1 for hop in each.hops)]
    if fallen:
        message = f"no branch takes {len(fallen)} of {len(found)} alerts, they go to `{routing.root.receiver}`: {_shown(fallen)}"
        yield RoutingFinding(code="routing/default-receiver", message=message, at=(*routing.at, "receiver"))


def _ended(routing: ir.Routing, found: Sequence[Arrivals]) -> Iterator[RoutingFinding]:
    """Yield the alerts that a route continues with, and that no route after it takes."""
    for branch in branches(routing.root):
        route, parent = branch.route, branch.parents[-1]
        if not route.continues or not branch.by_author:
            continue
        ended = [each.alert.name for each in found if any(_ends(way, route, parent) for way in each.ways)]
        if ended:
            message = f"nothing follows `{route.name}`, which continues, for {len(ended)} of {len(found)} alerts: {_shown(ended)}"
            yield RoutingFinding(code="routing/continues-to-nothing", message=message, at=(*route.at, "continue"))


def _ends(way: Sequence[Hop], route: ir.Route, parent: ir.Route) -> bool:
    """Tell whether `route` is the last branch of `parent` that a way takes."""
    taken = [hop.path[index + 1] for hop in way for index, each in enumerate(hop.path[:-1]) if each is parent]
    return bool(taken) and taken[-1] is route


def _shown(alerts: Sequence[str]) -> str:
    names = list(dict.fromkeys(alerts))
    return ", ".join(names[:_SHOWN]) + and_more(len(names) - _SHOWN)


_SHOWN: Final = 5
