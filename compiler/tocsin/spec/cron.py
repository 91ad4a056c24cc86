"""Read a cron expression as Kubernetes and Argo Workflows do, refuse what they refuse, and tell how far apart its runs are."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, timedelta
from functools import lru_cache
from itertools import pairwise
from typing import Final

from msgspec import Struct

from tocsin.duration import MILLISECONDS
from tocsin.regex import late
from tocsin.wording import counted

DAY_MINUTES: Final = 24 * 60
_SHORTCUTS: Final = {
    "@yearly": "0 0 1 1 *",
    "@annually": "0 0 1 1 *",
    "@monthly": "0 0 1 * *",
    "@weekly": "0 0 * * 0",
    "@daily": "0 0 * * *",
    "@midnight": "0 0 * * *",
    "@hourly": "0 * * * *",
}


class _Field(Struct, frozen=True):
    name: str
    low: int
    high: int
    words: tuple[str, ...] = ()
    """Words for the numbers from `low` on."""


_FIELDS: Final = (
    _Field("minute", 0, 59),
    _Field("hour", 0, 23),
    _Field("day of the month", 1, 31),
    _Field("month", 1, 12, ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")),
    _Field("day of the week", 0, 6, ("sun", "mon", "tue", "wed", "thu", "fri", "sat")),
)
# In 28 years every date meets every day of the week, and none of these is a leap year that is left out.
_CYCLE: Final = (date(2001, 1, 1), 28 * 365 + 7)


class Cron(Struct, frozen=True, kw_only=True):
    """When something runs: the minutes of a day, and the days on which it does."""

    minutes: tuple[int, ...]
    """Minutes since midnight, ascending."""
    days: tuple[int, ...]
    """Days since the first of a cycle of 28 years, ascending; the last is the first of the next cycle."""

    @property
    def longest_ms(self) -> int:
        """Return the longest time between two runs."""
        return max([*self._within(), self._over(max(self._apart()))])

    @property
    def shortest_ms(self) -> int:
        """Return the shortest time between two runs."""
        return min([*self._within(), self._over(min(self._apart()))])

    def runs(self) -> Iterator[int]:
        """Yield all runs of a cycle and the first of the next, in minutes since its first day."""
        return (day * DAY_MINUTES + minute for day in self.days for minute in self.minutes)

    def _apart(self) -> Iterator[int]:
        return (later - earlier for earlier, later in pairwise(self.days))

    def _within(self) -> list[int]:
        return [(later - earlier) * MILLISECONDS["m"] for earlier, later in pairwise(self.minutes)]

    def _over(self, days: int) -> int:
        return (days * DAY_MINUTES + self.minutes[0] - self.minutes[-1]) * MILLISECONDS["m"]


@lru_cache(maxsize=256)
def parse_cron(text: str) -> Cron | str:
    """Return when `text` runs, or what is wrong with it in words.

    Both programs read five fields (or a shortcut such as `@daily`) with https://github.com/robfig/cron, version 3: names are English
    and of three letters, Sunday is 0 and never 7, `?` is `*`, and `5/10` is every tenth from 5 on. `@every 6h` is refused here although
    they take it: it counts from when the controller started, so that nobody can say when it is late.
    """
    expanded = fields(text)
    if expanded.startswith("@"):
        return f"`{text.split(maxsplit=1)[0]}` is none of {', '.join(f'`{each}`' for each in _SHORTCUTS)}"
    if "TZ=" in expanded:
        return "the time zone is written into the expression, which Kubernetes refuses"
    parts = expanded.split()
    if len(parts) != len(_FIELDS):
        return f"it has {counted(len(parts), 'field')}, not {len(_FIELDS)}: minute, hour, day of the month, month, day of the week"
    read: list[frozenset[int]] = []
    for part, field in zip(parts, _FIELDS, strict=True):
        values = _values(part, field)
        if isinstance(values, str):
            return values
        read.append(values)
    minutes, hours, days, months, weekdays = read
    every = (parts[2] in _STARS, parts[4] in _STARS)
    dates = tuple(_days(days, months, weekdays, every))
    if not dates:
        return "there is no such date"
    return Cron(minutes=tuple(hour * 60 + minute for hour in sorted(hours) for minute in sorted(minutes)), days=dates)


def runs_of(text: str) -> Cron:
    """Return when `text` runs, which a spec has been validated with."""
    read = parse_cron(text)
    if isinstance(read, str):
        raise TypeError(read)
    return read


def fields(text: str) -> str:
    """Return the five fields that an expression has or is a word for.

    >>> fields("@daily")
    '0 0 * * *'
    """
    return _SHORTCUTS.get(text, text)


_STARS: Final = frozenset({"*", "?", "*/1", "?/1"})
_RANGE: Final = late(r"(?P<star>[*?])|(?P<first>[0-9a-z]+)(?:-(?P<last>[0-9a-z]+))?", re.IGNORECASE)


def _values(text: str, field: _Field) -> frozenset[int] | str:
    """Return the numbers that a field stands for, or what is wrong with it."""
    found: list[int] = []
    for part in text.split(","):
        span, slash, every = part.partition("/")
        match = _RANGE.fullmatch(span)
        if match is None or (slash and not re.fullmatch("[1-9][0-9]{0,3}", every)):
            return f"`{part or text}` is no {field.name}"
        if match["star"]:
            low, high = field.low, field.high
        else:
            first, last = _number(match["first"], field), _number(match["last"] or match["first"], field)
            if first is None or last is None:
                return f"`{part}` is no {field.name}: they go from {field.low} to {field.high}"
            low, high = first, (field.high if slash and match["last"] is None else last)
        if low > high:
            return f"`{part}` begins after its end"
        found += range(low, high + 1, int(every or 1))
    return frozenset(found)


def _number(text: str, field: _Field) -> int | None:
    if text.lower() in field.words:
        return field.low + field.words.index(text.lower())
    number = int(text) if text.isdecimal() else -1
    return number if field.low <= number <= field.high else None


def _days(days: frozenset[int], months: frozenset[int], weekdays: frozenset[int], every: tuple[bool, bool]) -> Iterator[int]:
    """Yield the days of a cycle, and the first of the next: either day will do, unless one of the two is any."""
    first, length = _CYCLE
    again: int | None = None
    for number in range(length):
        day = first + timedelta(days=number)
        of_month, of_week = day.day in days, day.isoweekday() % 7 in weekdays
        if day.month in months and (of_month and of_week if any(every) else of_month or of_week):
            again = number + length if again is None else again
            yield number
    if again is not None:
        yield again
