"""Durations as Prometheus writes them: whole milliseconds, printed in the largest units that lose nothing."""

from __future__ import annotations

import re
from functools import lru_cache

MILLISECONDS = {"ms": 1, "s": 1_000, "m": 60_000, "h": 3_600_000, "d": 86_400_000, "w": 604_800_000, "y": 31_536_000_000}

# Units in descending order, each at most once: the pattern that Prometheus and the PrometheusRule CRD accept.
# https://prometheus.io/docs/prometheus/latest/querying/basics/#float-literals-and-time-durations
_PATTERN = re.compile(r"(?:(\d+)y)?(?:(\d+)w)?(?:(\d+)d)?(?:(\d+)h)?(?:(\d+)m)?(?:(\d+)s)?(?:(\d+)ms)?")
_ORDER = ("y", "w", "d", "h", "m", "s", "ms")


def parse_duration(text: str) -> int | None:
    """Return the milliseconds of a Prometheus duration such as `5m` or `1h30m`; None when `text` is not one.

    >>> parse_duration("1h30m"), parse_duration("100ms"), parse_duration("5 minutes")
    (5400000, 100, None)
    """
    match = _PATTERN.fullmatch(text)
    if match is None or not text:
        return None
    return sum(int(count) * MILLISECONDS[unit] for count, unit in zip(match.groups(), _ORDER, strict=True) if count)


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
