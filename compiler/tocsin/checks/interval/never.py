"""An interval of days that none of its months has: it never is.

Days are those of the month, and a day that a month lacks is left out. That a year has passed is not said: the same spec is to mean the same
tomorrow. https://github.com/prometheus/alertmanager/blob/main/timeinterval/timeinterval.go, func (TimeInterval) ContainsTime

Bad (-), good (+):
    receivers: {chat: {webhook: {url: {secret: chat, key: url}}}}
    routing:
      receiver: chat
      intervals:
        closing:
  -       - {days_of_month: ["31"], months: [june, september]}  # error
  +       - {days_of_month: ["-1"], months: [june, september]}
      routes: {warning: {when: {severity: warning}, mute: [closing]}}
"""

from __future__ import annotations

from calendar import isleap
from collections.abc import Iterator
from typing import Final

from tocsin.finding import Checked, Finding
from tocsin.spec.intervals import Interval, month

_LENGTHS: Final = (31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
_FEBRUARY: Final = 2


def check(checked: Checked) -> Iterator[Finding]:
    """Yield every part of an interval whose days are in none of its months."""
    routing = checked.resolved.spec.routing
    for name, parts in (routing.intervals if routing is not None else {}).items():
        for index, part in enumerate(parts):
            longest = max(_length(number, part) for number in _months(part))
            first = min((_first(days) for days in part.days_of_month), default=1)
            if first > longest:
                yield Finding(
                    message=f"none of these months has a day {first}, so this never is",
                    help="count from the end of the month: `-1` is its last day",
                    where=checked,
                    at=("routing", "intervals", name, index, "days_of_month"),
                )


def _months(part: Interval) -> list[int]:
    found: list[int] = []
    for months in part.months or ("1:12",):
        first, _, last = months.partition(":")
        found += range(month(first), month(last or first) + 1)
    return found


def _length(number: int, part: Interval) -> int:
    ordinary = number == _FEBRUARY and bool(part.years) and not any(map(isleap, _years(part)))
    return _LENGTHS[number - 1] - (1 if ordinary else 0)


def _years(part: Interval) -> Iterator[int]:
    for years in part.years:
        first, _, last = years.partition(":")
        yield from range(int(first), int(last or first) + 1)


def _first(days: str) -> int:
    # From the end every month has such a day: what lies before its first is taken for its first.
    first = int(days.partition(":")[0])
    return first if first > 0 else 1
