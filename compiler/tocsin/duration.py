"""Durations as Prometheus writes them: whole milliseconds, printed in the largest units that lose nothing."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

MILLISECONDS: Final = {"y": 31_536_000_000, "w": 604_800_000, "d": 86_400_000, "h": 3_600_000, "m": 60_000, "s": 1_000, "ms": 1}

# Units in descending order, each at most once: the pattern that Prometheus and the PrometheusRule CRD accept.
# https://prometheus.io/docs/prometheus/latest/querying/basics/#float-literals-and-time-durations
_PATTERN: Final = "".join(f"(?:([0-9]{{1,15}}){unit})?" for unit in MILLISECONDS)
_DURATION: Final = re.compile(_PATTERN)
DURATION_PATTERN: Final = f"^{_PATTERN}$"

# Prometheus counts nanoseconds in 64 bits. https://pkg.go.dev/time#Duration
_LONGEST: Final = (2**63 - 1) // 1_000_000


@lru_cache(maxsize=4096)
def parse_duration(text: str) -> int | None:
    """Return the milliseconds of a Prometheus duration such as `5m` or `1h30m`; None when `text` is not one.

    >>> parse_duration("1h30m"), parse_duration("100ms"), parse_duration("5 minutes"), parse_duration("300y")
    (5400000, 100, None, None)
    """
    match = _DURATION.fullmatch(text)
    if match is None or not text:
        return None
    total = sum(int(count) * unit for count, unit in zip(match.groups(), MILLISECONDS.values(), strict=True) if count)
    return total if total <= _LONGEST else None


@lru_cache(maxsize=4096)
def format_duration(milliseconds: int) -> str:
    """Return `milliseconds` as a Prometheus duration, without years or weeks, which people read less easily.

    >>> format_duration(300_000), format_duration(5_400_000), format_duration(0)
    ('5m', '1h30m', '0s')
    """
    if milliseconds == 0:
        return "0s"
    parts: list[str] = []
    rest = milliseconds
    for unit in ("d", "h", "m", "s", "ms"):
        count, rest = divmod(rest, MILLISECONDS[unit])
        if count:
            parts.append(f"{count}{unit}")
    return "".join(parts)
