"""When Alertmanager takes an interval to hold, told from its configuration file alone."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from typing import Any, Final
from zoneinfo import ZoneInfo

_WEEK: Final = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_MONTHS: Final = (
    "january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november", "december",
)  # fmt: skip


def holds(entries: Iterable[Mapping[str, Any]], moment: datetime) -> bool:
    """Tell whether one of the entries of an interval holds at a moment, which knows its time zone."""
    return any(_holds(entry, moment.astimezone(ZoneInfo(entry.get("location") or "UTC"))) for entry in entries)


def _holds(entry: Mapping[str, Any], moment: datetime) -> bool:
    minute = moment.hour * 60 + moment.minute
    last = monthrange(moment.year, moment.month)[1]
    conditions: tuple[tuple[str, Callable[[Any], bool]], ...] = (
        ("times", lambda given: _minute(given["start_time"]) <= minute < _minute(given["end_time"])),
        ("weekdays", lambda given: _within(given, moment.weekday(), _WEEK.index)),
        ("days_of_month", lambda given: _within(given, moment.day, lambda text: int(text) if int(text) > 0 else last + int(text) + 1)),
        ("months", lambda given: _within(given, moment.month, lambda text: int(text) if text.isdecimal() else _MONTHS.index(text) + 1)),
        ("years", lambda given: _within(given, moment.year, int)),
    )
    return all(any(test(given) for given in entry[key]) for key, test in conditions if entry.get(key))


def _within(given: str, value: int, number: Callable[[str], int]) -> bool:
    first, _, last = given.lower().partition(":")
    return number(first) <= value <= number(last or first)


def _minute(clock: str) -> int:
    hours, _, minutes = clock.partition(":")
    return int(hours) * 60 + int(minutes)
