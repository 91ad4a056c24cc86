"""Routes that never notify, because their intervals leave no time for it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final

from tocsin import ir
from tocsin.prove.routing.findings.arrivals import Arrivals
from tocsin.prove.routing.findings.finding import RoutingFinding

_WEEK: Final = ("sunday", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday")
_DAY_MINUTES: Final = 24 * 60
_ALWAYS: Final = (1 << len(_WEEK) * _DAY_MINUTES) - 1


def findings(routing: ir.Routing, found: tuple[Arrivals, ...]) -> Iterator[RoutingFinding]:
    """Yield each route that is always muted, and each alert that arrives nowhere else."""
    known = {interval.name: interval for interval in routing.intervals}
    silent = {route.at for route in _routes(routing.root) if never_notifies(route, known)}
    for route in _routes(routing.root):
        if route.at in silent:
            message = f"`{route.name}` never notifies: its intervals leave no time"
            yield RoutingFinding(code="route/always-muted", level="warning", message=message, at=route.at)
    for each in found:
        if any(way and all(hop.path[-1].at in silent for hop in way) for way in each.ways):
            message = f"`{each.alert.name}` ({each.alert.severity}) is told to nobody: every route that takes it is always muted"
            yield RoutingFinding(code="alert/always-muted", level="warning", message=message, at=each.alert.at)


def never_notifies(route: ir.Route, known: Mapping[str, ir.TimeInterval]) -> bool:
    """Return whether `mute` and `active` leave the route no minute; when dates are involved, only if that does not depend on them."""
    muted = _minutes((known[name] for name in route.mute if name in known), surely=True)
    if _ALWAYS in muted.values():
        return True
    if not route.active:
        return False
    active = _minutes((known[name] for name in route.active if name in known), surely=False)
    return all(minutes & ~muted.get(location, 0) == 0 for location, minutes in active.items())


def _minutes(intervals: Iterable[ir.TimeInterval], *, surely: bool) -> dict[str, int]:
    """Return the minutes of the week that the intervals cover, one bit each, by time zone.

    With `surely` only those that they cover in every week, otherwise those that they cover in any.
    """
    covered: dict[str, int] = {}
    for interval in intervals:
        for entry in interval.entries:
            if not surely or not any(entry.get(key) for key in ("days_of_month", "months", "years")):
                location = str(entry.get("location") or "UTC")
                covered[location] = covered.get(location, 0) | _week(entry)
    return covered


def _week(entry: Mapping[str, Any]) -> int:
    day = 0
    for span in entry.get("times") or ({"start_time": "00:00", "end_time": "24:00"},):
        start, end = _minute(str(span["start_time"])), _minute(str(span["end_time"]))
        day |= (1 << end) - (1 << start)
    days = {index for span in entry.get("weekdays") or ("sunday:saturday",) for index in _days(str(span))}
    return sum(day << index * _DAY_MINUTES for index in days)


def _minute(clock: str) -> int:
    hours, _, minutes = clock.partition(":")
    return int(hours) * 60 + int(minutes)


def _days(span: str) -> range:
    first, _, last = span.partition(":")
    return range(_WEEK.index(first), _WEEK.index(last or first) + 1)


def _routes(route: ir.Route) -> Iterator[ir.Route]:
    yield route
    for branch in route.routes:
        yield from _routes(branch)
