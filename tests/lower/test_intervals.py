"""Intervals mean the same as written once they are split for Alertmanager, minute by minute through a week."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from conftest import CompileSpec
from lower.empty_shop import context
from tocsin.lower.routing.intervals import intervals
from tocsin.spec.intervals import Interval

_WEEK = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_DAY = 24 * 60

_moments = st.builds("{:02}:{:02}".format, st.integers(0, 23), st.sampled_from((0, 1, 30, 59)))
_clocks = st.builds("{}-{}".format, _moments, _moments | st.just("24:00")).filter(lambda clock: clock[:5] != clock[6:])
_days = st.sampled_from(_WEEK)
_weekdays = _days | st.builds("{}:{}".format, _days, _days)
_intervals = st.tuples(st.lists(_clocks, max_size=3, unique=True), st.lists(_weekdays, max_size=3, unique=True)).filter(
    any
)  # an interval says something


@given(written=_intervals)
def test_a_minute_is_in_the_split_interval_iff_it_is_in_the_written_one(written: tuple[list[str], list[str]]) -> None:
    times, weekdays = written
    (interval,) = intervals(context(), {"named": (Interval(times=tuple(times), weekdays=tuple(weekdays)),)})
    minutes = {_minute(moment) + offset for clock in times for moment in clock.split("-") for offset in (-1, 0, 1)} | {0, _DAY - 1}
    for day in range(7):
        for minute in sorted(moment for moment in minutes if 0 <= moment < _DAY):
            split = any(_alertmanager_has(entry, day, minute) for entry in interval.entries)
            assert split == _written(times, weekdays, day, minute), (_WEEK[day], minute)


@given(written=_intervals)
def test_alertmanager_is_never_given_a_range_that_it_refuses(written: tuple[list[str], list[str]]) -> None:
    times, weekdays = written
    (interval,) = intervals(context(), {"named": (Interval(times=tuple(times), weekdays=tuple(weekdays)),)})
    for entry in interval.entries:
        assert all(str(part["start_time"]) < str(part["end_time"]) for part in _times(entry))
        assert set(_list(entry, "weekdays")) <= set(_WEEK)


def _written(times: Sequence[str], weekdays: Sequence[str], day: int, minute: int) -> bool:
    """Tell what the author means: a range over midnight belongs to the day on which it begins."""
    if not times:
        return _chosen(weekdays, day)
    for clock in times:
        start, end = (_minute(moment) for moment in clock.split("-"))
        if end > start:
            if _chosen(weekdays, day) and start <= minute < end:
                return True
        elif (_chosen(weekdays, day) and minute >= start) or (_chosen(weekdays, (day - 1) % 7) and minute < end):
            return True
    return False


def _chosen(weekdays: Sequence[str], day: int) -> bool:
    if not weekdays:
        return True
    for item in weekdays:
        first, _, last = item.partition(":")
        start, end = _WEEK.index(first), _WEEK.index(last or first)
        if start <= day <= end or (start > end and (day >= start or day <= end)):
            return True
    return False


def _alertmanager_has(entry: Mapping[str, object], day: int, minute: int) -> bool:
    """Tell what Alertmanager does: all conditions hold, one of each list is enough, an end is not in its range."""
    times, weekdays = _times(entry), _list(entry, "weekdays")
    in_time = not times or any(_minute(part["start_time"]) <= minute < _minute(part["end_time"]) for part in times)
    return in_time and (not weekdays or _WEEK[day] in weekdays)


def _times(entry: Mapping[str, object]) -> list[dict[str, str]]:
    return _list(entry, "times")


def _list(entry: Mapping[str, object], key: str) -> list[Any]:
    found = entry.get(key, [])
    assert isinstance(found, list)
    return found


def _minute(clock: str) -> int:
    return int(clock[:2]) * 60 + int(clock[3:])


@pytest.mark.parametrize("also", ['days_of_month: ["1:5"]', "months: [december]", 'years: ["2026"]'])
def test_a_night_is_not_counted_in_dates_that_split_it(compile_spec: CompileSpec, also: str) -> None:
    spec = f"""
platform: {{name: shop, namespace: ml}}
receivers: {{hook: {{webhook: {{url: {{secret: hook, key: url}}}}}}}}
routing: {{receiver: hook, intervals: {{nights: [{{times: ["22:00-06:00"], {also}}}]}}}}
"""
    (mistake,) = compile_spec(spec).diagnostics
    assert mistake.code == "routing/midnight-and-dates"
