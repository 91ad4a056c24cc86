"""What a routing tree does that is worth knowing, and no mistake."""

from __future__ import annotations

from typing import Final, Literal

from msgspec import Struct

from tocsin import ir, source
from tocsin.routing.arrivals import arrivals


class RoutingFinding(Struct, frozen=True, kw_only=True):
    """A fact about the routing, for information."""

    code: str
    level: Literal["warning", "information"]
    message: str
    at: source.Route


def examine(platform: ir.Platform) -> tuple[RoutingFinding, ...]:
    """Return which alerts no branch takes, where the platform's tree has branches: that is what the default receiver is for."""
    routing = platform.routing
    if routing is None or not routing.root.routes:
        return ()
    found = arrivals(platform, routing)
    fallen = [each.alert.name for each in found if any(len(hop.path) == 1 for hop in each.hops)]
    if not fallen:
        return ()
    names = list(dict.fromkeys(fallen))
    shown = ", ".join(names[:_SHOWN]) + (f" and {len(names) - _SHOWN} more" if len(names) > _SHOWN else "")
    message = f"no branch takes {len(fallen)} of {len(found)} alerts, they go to `{routing.root.receiver}`: {shown}"
    return (RoutingFinding(code="routing/default-receiver", level="information", message=message, at=(*routing.at, "receiver")),)


_SHOWN: Final = 5
