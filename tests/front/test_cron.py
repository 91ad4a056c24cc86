"""A cron expression is read as Kubernetes reads it, and how far apart its runs are is right."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tocsin.catalog.time_zones import time_zones
from tocsin.duration import format_duration
from tocsin.spec.cron import Cron, parse_cron


@pytest.mark.parametrize(
    ("text", "longest", "shortest"),
    [
        ("0 3 * * 0", "7d", "7d"),
        ("0 3 * * SUN", "7d", "7d"),
        ("30 4 * * mon-fri", "3d", "1d"),
        ("@daily", "1d", "1d"),
        ("@monthly", "31d", "28d"),
        ("*/15 * * * *", "15m", "15m"),
        ("5/10 * * * *", "10m", "10m"),
        ("*/40 * * * *", "40m", "20m"),
        ("0 9,17 * * *", "16h", "8h"),
        ("0 0,12 */2 * ?", "1d12h", "12h"),
        ("0 0 29 2 *", "1461d", "1461d"),
        ("0 3 1,15 * mon", "7d", "1d"),
        ("0 9 1 */3 ?", "92d", "90d"),
    ],
)
def test_how_far_apart_runs_are(text: str, longest: str, shortest: str) -> None:
    read = parse_cron(text)
    assert isinstance(read, Cron)
    assert (format_duration(read.longest_ms), format_duration(read.shortest_ms)) == (longest, shortest)


@pytest.mark.parametrize(
    "text",
    ["", "0 3 * *", "0 3 * * * *", "60 * * * *", "* 24 * * *", "* * 0 * *", "* * * 13 *", "* * * * 7", "* * * * sunday", "*/0 * * * *",
     "1,,2 * * * *", "5-1 * * * *", "-1 * * * *", "+1 * * * *", "1.5 * * * *", "@every 6h", "@reboot", "TZ=UTC 0 3 * * *", "0 0 31 2,4 *",
     "L * * * *", "* * 15W * *", "* * * * 1#2"],
)  # fmt: skip
def test_what_kubernetes_refuses_or_never_runs_is_refused(text: str) -> None:
    assert isinstance(parse_cron(text), str)


def _listed(low: int, high: int) -> st.SearchStrategy[str]:
    return st.lists(st.integers(low, high), min_size=1, max_size=3).map(lambda numbers: ",".join(map(str, numbers)))


def _any(low: int, high: int) -> st.SearchStrategy[str]:
    return st.just("*") | _listed(low, high) | st.integers(2, 9).map(lambda every: f"*/{every}")


@settings(max_examples=60, deadline=None)
@given(st.tuples(_listed(0, 59), _listed(0, 23), _any(1, 28), _any(1, 12), _any(0, 6)))
def test_no_two_runs_are_further_apart_or_closer_than_told(parts: tuple[str, str, str, str, str]) -> None:
    read = parse_cron(" ".join(parts))
    assert isinstance(read, Cron)
    wanted = [_numbers(part, low, high) for part, (low, high) in zip(parts, [(0, 59), (0, 23), (1, 31), (1, 12), (0, 6)], strict=True)]
    day, runs = datetime(2026, 1, 1, tzinfo=UTC), []
    while day < datetime(2028, 3, 1, tzinfo=UTC):
        of_month, of_week = day.day in wanted[2], day.isoweekday() % 7 in wanted[4]
        if day.month in wanted[3] and (of_month and of_week if "*" in (parts[2], parts[4]) else of_month or of_week):
            runs += [day + timedelta(hours=hour, minutes=minute) for hour in sorted(wanted[1]) for minute in sorted(wanted[0])]
        day += timedelta(days=1)
    gaps = {(later - earlier) // timedelta(milliseconds=1) for earlier, later in pairwise(runs)}
    assert gaps
    assert read.shortest_ms <= min(gaps) <= max(gaps) <= read.longest_ms


def _numbers(part: str, low: int, high: int) -> set[int]:
    if part.startswith("*"):
        return set(range(low, high + 1, int(part[2:] or 1)))
    return {int(number) for number in part.split(",")}


def test_the_time_zones_know_what_their_clocks_skip() -> None:
    assert time_zones()["UTC"] == time_zones()["Asia/Tokyo"] == ()
    assert time_zones()["Europe/Berlin"] == ((120, 179),)
    assert "Local" not in time_zones()
