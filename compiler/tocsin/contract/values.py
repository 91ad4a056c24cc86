"""Finds values on a page that are plainly of another unit than the spec says."""

from __future__ import annotations

import math
from typing import Final

from msgspec import Struct

from tocsin.units import Unit

_MOST_SECONDS: Final = 1e11
"""The year 5138: a later time is none in seconds."""
_LEAST_SECONDS: Final = 1e8
"""The year 1973: nothing that is watched happened before."""
_STEPS: Final = (("milliseconds", 1e14), ("microseconds", 1e17), ("nanoseconds", math.inf))
_MOST_RATIO: Final = 2.0
"""Of what may be a little more than its whole, such as a quota or an estimate."""
_MOST_CELSIUS: Final = 1000.0


class Amiss(Struct, frozen=True, kw_only=True):
    """What a number plainly is, and what to do about it."""

    what: str
    remedy: str


def amiss(value: float, unit: Unit) -> Amiss | None:
    """Tell what `value` plainly is instead of an amount of `unit`; None where it may be one.

    >>> from tocsin.units import UNITS
    >>> amiss(1790000000000, UNITS["timestamp_seconds"]).what, amiss(93, UNITS["ratio"]).what
    ('a time in milliseconds', 'no share of one')
    >>> amiss(0, UNITS["timestamp_seconds"]), amiss(1.04, UNITS["ratio"]), amiss(math.nan, UNITS["ratio"])
    (None, None, None)
    """
    if not math.isfinite(value):
        return None
    match unit.name:
        case "timestamp_seconds" if value > _MOST_SECONDS:
            step = next(name for name, most in _STEPS if value < most)
            other = ", or write `unit: timestamp_milliseconds`" if step == "milliseconds" else ""
            return Amiss(what=f"a time in {step}", remedy=f"serve seconds, as `time.time()` and `date +%s` give them{other}")
        case "timestamp_seconds" if 0 < value < _LEAST_SECONDS:  # 0 says that it has not happened yet
            return Amiss(what="a span of time and no time", remedy="serve the time itself, or write `unit: seconds`")
        case "timestamp_milliseconds" if 0 < value < _MOST_SECONDS:
            return Amiss(what="a time in seconds", remedy="write `unit: timestamp_seconds`")
        case "ratio" if abs(value) > _MOST_RATIO:
            return Amiss(what="no share of one", remedy="serve the share, from 0 to 1, or write `unit: percent` or `unit: factor`")
        case "bool" if value not in {0, 1}:
            return Amiss(what="neither 0 nor 1", remedy="serve 0 or 1, or say what is counted")
        case "celsius" if abs(value) > _MOST_CELSIUS:
            return Amiss(what="in thousandths of a degree", remedy="serve degrees")
        case _:
            return None
