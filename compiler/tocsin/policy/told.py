"""Hold what a policy says of who must be told, and when, against the ways that an alert takes through the routing."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from tocsin import ir
from tocsin.duration import format_duration, parse_duration
from tocsin.policy.breach import Breach
from tocsin.policy.delay import Delay, delay
from tocsin.routing.arrivals import Arrivals
from tocsin.routing.delivery import Delivery
from tocsin.routing.unheard import unheard

if TYPE_CHECKING:
    from tocsin.spec.policy import Told


def told(wanted: Told, alert: ir.Alert, delivery: Delivery, arrived: Arrivals, every_ms: int) -> Iterator[Breach]:
    """Yield the first way that an alert takes on which not all are told who must be; `every_ms` is how often it is evaluated."""
    receivers = {receiver.name: receiver for receiver in delivery.routing.receivers}
    for way in arrived.ways:
        names = {hop.receiver for hop in way}
        if not names <= receivers.keys():  # who that is, nobody knows
            continue
        kinds = {kind for name in names for kind in receivers[name].kinds}
        listed = ", ".join(f"`{name}`" for name in sorted(names)) or "nobody"
        what = f"`{alert.name}` ({alert.severity}) goes to {listed}"
        if wanted.receivers is not None and not names & set(wanted.receivers):
            asked = " or ".join(f"`{name}`" for name in wanted.receivers)
            yield Breach(what=what, remedy=f"let a route send it to {asked}", at=alert.at)
            return
        by = " or ".join(f"`{kind}`" for kind in wanted.kinds or ())
        if wanted.kinds is not None and not kinds & set(wanted.kinds):
            yield Breach(what=f"{what}, and nobody is told by {by}", remedy=f"let a route send it to a receiver with {by}", at=alert.at)
            return
        telling = [hop for hop in way if _is_wanted(wanted, receivers[hop.receiver])]
        delays = [(delay(alert, every_ms, hop), hop) for hop in telling]
        in_time = [hop for found, hop in delays if wanted.within is None or found.whole_ms <= (parse_duration(wanted.within) or 0)]
        if wanted.within is not None and not in_time:
            late, remedy = _late(wanted.within, [found for found, _ in delays])
            yield Breach(what=f"{what}, and {late}", remedy=remedy, at=alert.at)
            return
        quiet = unheard(in_time, delivery.routing.intervals) if wanted.always else None
        if quiet is not None:
            whom = (f" by {by}" if by else "") + (" in time" if len(in_time) < len(telling) else "")
            remedy = "let a further route tell somebody then, in hours of the same time zone, or one without `active` and `mute`"
            yield Breach(what=f"{what}, and {quiet.words} nobody is told{whom}", remedy=remedy, at=alert.at)
            return


def _late(within: str, delays: Sequence[Delay]) -> tuple[str, str]:
    """Return how long it takes at least until one of those is told who must be, and what to do about it."""
    if not delays:
        return "nobody is told", "let a route send it to a receiver that tells somebody"
    soonest = min(delays, key=lambda each: each.whole_ms)
    said = f"somebody is told after up to {format_duration(soonest.whole_ms)}: {soonest.parts}"
    longest = f"`{soonest.key}` of the route `{soonest.route}`" if soonest.grouped_ms >= soonest.for_ms else "`for`"
    return said, f"it must be {within} or less: shorten {longest}, or what else is in it"


def _is_wanted(wanted: Told, receiver: ir.Receiver) -> bool:
    named = wanted.receivers is None or receiver.name in wanted.receivers
    return bool(receiver.kinds) and named and (wanted.kinds is None or not set(wanted.kinds).isdisjoint(receiver.kinds))
