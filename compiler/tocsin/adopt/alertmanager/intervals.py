"""Named times of Alertmanager, in the words of `routing.intervals`."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cache
from typing import Any, Final

from pydantic import TypeAdapter

from tocsin.adopt.alertmanager.shape import IntervalShape, TimesShape
from tocsin.adopt.alertmanager.telling import Telling
from tocsin.source import KeyPath
from tocsin.spec.intervals import Interval
from tocsin.spec.validate import validate

_ALWAYS: Final = {"times": ["00:00-24:00"]}


def interval(given: IntervalShape, telling: Telling, at: KeyPath) -> list[dict[str, Any]]:
    """Return what the language says for a named set of times; nothing when it has no words for any of it, or there is none."""
    return list(_parts(given.time_intervals, telling, (*at, "time_intervals")))


def _parts(given: Sequence[TimesShape], telling: Telling, at: KeyPath) -> Iterator[dict[str, Any]]:
    for index, each in enumerate(given):
        part = _part(each)
        wrong = validate(_kind(), part)
        if not isinstance(wrong, tuple):
            yield part
            continue
        telling.tell((*at, index), f"these times are left out: {wrong[0].message}; {wrong[0].help}", lost=True)


def _part(given: TimesShape) -> dict[str, Any]:
    part: dict[str, Any] = {
        "times": [f"{each.start_time.strip()}-{each.end_time.strip()}" for each in given.times],
        # Alertmanager reads names in any case.
        "weekdays": [each.lower() for each in given.weekdays],
        "days_of_month": list(given.days_of_month),
        "months": [each.lower() for each in given.months],
        "years": list(given.years),
    }
    found = {key: list(dict.fromkeys(value)) for key, value in part.items() if value} or dict(_ALWAYS)
    return found | ({"location": given.location} if given.location else {})


@cache
def _kind() -> TypeAdapter[Interval]:
    return TypeAdapter(Interval)
