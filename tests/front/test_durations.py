"""Durations as Prometheus reads and writes them."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tocsin.duration import DURATION_PATTERN, format_duration, parse_duration


@pytest.mark.parametrize(
    ("text", "milliseconds"),
    [
        ("0s", 0),
        ("1ms", 1),
        ("5m", 300_000),
        ("90s", 90_000),
        ("1h30m", 5_400_000),
        ("1d", 86_400_000),
        ("2w", 1_209_600_000),
        ("1y", 31_536_000_000),
        ("1y2w3d4h5m6s7ms", 31_536_000_000 + 1_209_600_000 + 3 * 86_400_000 + 4 * 3_600_000 + 5 * 60_000 + 6_000 + 7),
        ("292y", 292 * 31_536_000_000),
    ],
)
def test_a_duration_is_whole_milliseconds(text: str, milliseconds: int) -> None:
    assert parse_duration(text) == milliseconds


@pytest.mark.parametrize(
    "text",
    [
        "",
        "5",
        "m",
        "5 m",
        " 5m",
        "5m ",
        "5m\n",
        "1.5h",
        "-5m",
        "+5m",
        "5M",
        "5min",
        "30s5m",
        "5m5m",
        "1h30",
        "5us",
        "٣s",
        "293y",
        "1" * 16 + "s",
        "9" * 5000 + "s",
    ],
)
def test_what_prometheus_refuses_is_none(text: str) -> None:
    assert parse_duration(text) is None


@given(st.integers(0, 292 * 31_536_000_000))
def test_what_is_written_is_read_back_and_matches_the_pattern_of_editors(milliseconds: int) -> None:
    text = format_duration(milliseconds)
    assert parse_duration(text) == milliseconds
    assert re.search(DURATION_PATTERN, text)


@given(st.integers(0, 10**9), st.integers(0, 10**9))
def test_the_longest_units_come_first_and_once(days: int, seconds: int) -> None:
    units = re.findall(r"[a-z]+", format_duration(min(days, 10**5) * 86_400_000 + seconds))
    assert units == [unit for unit in ("d", "h", "m", "s", "ms") if unit in units]
