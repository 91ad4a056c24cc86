"""Routes and receivers that nobody reaches."""

from __future__ import annotations

from collections.abc import Iterator

from tocsin import ir
from tocsin.prove.routing.findings.arrivals import Arrivals
from tocsin.prove.routing.findings.finding import RoutingFinding


def findings(routing: ir.Routing, found: tuple[Arrivals, ...]) -> Iterator[RoutingFinding]:
    """Yield each route that no alert takes, and each receiver that none of them is told by.

    A receiver that no route names is a mistake; one whose routes no alert of this platform takes may be there for others.
    """
    hops = [hop for each in found for hop in each.hops]
    taken = {route.at for hop in hops for route in hop.path}
    for route in _routes(routing.root):
        if route.at not in taken:
            message = f"no alert of this platform gets to `{route.name}`"
            yield RoutingFinding(code="route/untaken", level="information", message=message, at=route.at)
    named = {route.receiver for route in (routing.root, *_routes(routing.root))}
    told = {hop.receiver for hop in hops}
    for receiver in routing.receivers:
        if receiver.name not in named:
            message = f"no route goes to `{receiver.name}`"
            yield RoutingFinding(code="receiver/unrouted", level="warning", message=message, at=receiver.at)
        elif receiver.name not in told and receiver.name != routing.root.receiver:  # which is there for what is left over
            message = f"no alert of this platform gets to `{receiver.name}`"
            yield RoutingFinding(code="receiver/untold", level="information", message=message, at=receiver.at)


def _routes(parent: ir.Route) -> Iterator[ir.Route]:
    for route in parent.routes:
        yield route
        yield from _routes(route)
