"""When in a week nobody is told: what the intervals of all routes that take an alert leave over."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from msgspec import Struct

from tocsin import ir
from tocsin.duration import format_duration
from tocsin.routing.tree import Hop
from tocsin.routing.weeks import ALWAYS, DAY_MINUTES, WEEK, minutes


class Unheard(Struct, frozen=True):
    """The minutes of a week in which nobody is told, one bit each."""

    quiet: int
    zone: str

    @property
    def words(self) -> str:
        """What they are, for people: `for 5d18h of each week, on saturday at 00:00 (UTC) for example,`."""
        first = (self.quiet & -self.quiet).bit_length() - 1
        day, minute = divmod(first, DAY_MINUTES)
        long = format_duration(self.quiet.bit_count() * _MINUTE_MS)
        return f"for {long} of each week, on {WEEK[day]} at {minute // 60:02}:{minute % 60:02} ({self.zone}) for example,"


_MINUTE_MS: Final = 60_000


def unheard(telling: Sequence[Hop], intervals: Iterable[ir.TimeInterval]) -> Unheard | None:
    """Return when nobody is told by any of these arrivals; None: somebody surely is at any time.

    What only some weeks have, by days of the month, months or years, is muted in each and active in none. What is night in one time zone is
    day in another, and moves with summer time: hours of different zones are not added up. Of several zones that which leaves least is told.
    """
    known = {interval.name: interval for interval in intervals}
    told: dict[str, int] = {}
    for hop in telling:
        zone, heard = _heard(hop, known)
        told[zone] = told.get(zone, 0) | heard
    if ALWAYS in told.values():
        return None
    zone, most = max(told.items(), key=lambda each: each[1].bit_count(), default=("UTC", 0))
    return Unheard(ALWAYS & ~most, zone)


def _heard(hop: Hop, known: Mapping[str, ir.TimeInterval]) -> tuple[str, int]:
    """Return in which minutes an arrival surely notifies, and by the clocks of which zone; none where it has hours of several."""
    muted = minutes([known[name] for name in hop.mute if name in known], surely=False)
    active = minutes([known[name] for name in hop.active if name in known], surely=True)
    zones = {*muted, *active}
    if len(zones) > 1:
        return min(zones), 0
    zone = min(zones, default="UTC")
    return zone, (active.get(zone, 0) if hop.active else ALWAYS) & ~muted.get(zone, 0)
