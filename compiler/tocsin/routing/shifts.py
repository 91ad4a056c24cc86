"""Whether routes share the week between them, each with hours of its own, and which minutes of it they leave."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from msgspec import Struct

from tocsin import ir
from tocsin.routing.tree import Hop
from tocsin.routing.weeks import ALWAYS, minutes


class Week(Struct, frozen=True, kw_only=True):
    """A week that arrivals share, by the clocks of one time zone."""

    nobody: int
    """The minutes in which none of them is active, one bit each."""
    zone: str


def shared_week(telling: Sequence[Hop], known: Mapping[str, ir.TimeInterval]) -> Week | None:
    """Return how arrivals share the week; None when they do not.

    They do when each is active in some hours only, of one time zone, and at least two have hours that no other one has all of: receivers
    that are told in the same hours are one shift. An hour that only some weeks have counts as one that is taken.
    """
    shifts: set[int] = set()
    zones: set[str] = set()
    for hop in telling:
        if not hop.active or not known.keys() >= set(hop.active):
            return None
        active = minutes([known[name] for name in hop.active], surely=False)
        zones |= active.keys()
        shifts |= set(active.values())
    if len(zones) != 1:
        return None
    of_their_own = [shift for shift in shifts if not any(shift != other and shift & ~other == 0 for other in shifts)]
    if len(of_their_own) < 2:  # noqa: PLR2004 # one shift alone shares nothing
        return None
    (zone,) = zones
    taken = 0
    for shift in shifts:
        taken |= shift
    return Week(nobody=ALWAYS & ~taken, zone=zone)
