"""Times and durations that Prometheus cannot hold: promql_parser panics on reading some of them, instead of failing."""

from __future__ import annotations

import math
import re
from typing import Final

from tocsin.regex import late

# Go's time.Duration: so many nanoseconds, about 292 years. https://pkg.go.dev/time#Duration
_LONGEST_SECONDS: Final = (2**63 - 1) / 1e9
_SECONDS: Final = {"ms": 0.001, "s": 1, "m": 60, "h": 3600, "d": 86_400, "w": 604_800, "y": 31_536_000}

_WINDOW: Final = late(r"\[([^\[\]]*)\]")
_OFFSET: Final = late(r"\boffset\s*[-+]?\s*([\d.]+[eE][-+]?\d+|[\w.]+)", re.IGNORECASE)
_TIME: Final = late(r"@\s*([-+]?)\s*([\d.]+(?:[eE][-+]?\d+)?|inf\b|nan\b)", re.IGNORECASE)
_PART: Final = late(r"(\d+)(ms|[smhdwy])")
_IS_NUMBER: Final = late(r"0[xX][0-9a-fA-F]+|[\d.]+(?:[eE][-+]?\d+)?")
_SHORTEST_SECONDS: Final = 0.001
"""Prometheus takes less, and promql_parser rounds it to nothing."""
_LATEST: Final = 253_402_300_799
"""The end of the year 9999, in seconds: Prometheus takes more, and no calendar of ours."""


def out_of_bounds(skeleton: str) -> str | None:
    """Return why a text without strings, comments and matchers cannot be, None when its times and durations are possible.

    >>> out_of_bounds("up offset 1e30")
    '`1e30` is longer than 292 years'
    >>> out_of_bounds("rate(up[5m:1m] offset -1w) + job:up:1e30 @ 1.6e9")
    """
    windows = [part.strip() for window in _WINDOW.finditer(skeleton) for part in window[1].split(":")]
    for length in (*windows, *(offset[1] for offset in _OFFSET.finditer(skeleton))):
        if not _seconds(length) <= _LONGEST_SECONDS:
            return f"`{length}` is longer than 292 years"
    for length in windows:
        if _IS_NUMBER.fullmatch(length) and _number(length) < _SHORTEST_SECONDS:
            return f"a window of `{length}` seconds holds nothing"
    for time in _TIME.finditer(skeleton):
        if time[1] == "-":
            return f"`{time[0]}` is a time before 1970"
        if not _number(time[2]) <= _LATEST:
            return f"`{time[0]}` is later than the year 9999"
    return None


def _seconds(text: str) -> float:
    """Return a duration in seconds; 0 for what is none, which the parser says better."""
    parts = _PART.findall(text)
    if parts and "".join(count + unit for count, unit in parts) == text:
        return sum(float(count) * _SECONDS[unit] for count, unit in parts)
    return _number(text)


def _number(text: str) -> float:
    try:
        return float(int(text, 16)) if text[:2].lower() == "0x" else float(text)
    except ValueError:
        return 0
    except OverflowError:
        return math.inf
