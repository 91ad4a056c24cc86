"""The minutes of a week that intervals cover, and those in which a route still notifies."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Final

from tocsin import ir

WEEK: Final = ("sunday", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday")
DAY_MINUTES: Final = 24 * 60
ALWAYS: Final = (1 << len(WEEK) * DAY_MINUTES) - 1
"""Every minute of the week."""


def never_notifies(route: ir.Route, known: Mapping[str, ir.TimeInterval]) -> bool:
    """Return whether `mute` and `active` leave the route no minute; when dates are involved, only if that does not depend on them."""
    muted = minutes((known[name] for name in route.mute if name in known), surely=True)
    if ALWAYS in muted.values():
        return True
    if not route.active:
        return False
    active = minutes((known[name] for name in route.active if name in known), surely=False)
    return all(some & ~muted.get(location, 0) == 0 for location, some in active.items())


def minutes(intervals: Iterable[ir.TimeInterval], *, surely: bool) -> dict[str, int]:
    """Return the minutes of the week that intervals cover, one bit each, by time zone.

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
    return sum(day << index * DAY_MINUTES for index in days)


def _minute(clock: str) -> int:
    hours, _, minutes = clock.partition(":")
    return int(hours) * 60 + int(minutes)


def _days(span: str) -> range:
    first, _, last = span.partition(":")
    return range(WEEK.index(first), WEEK.index(last or first) + 1)
