"""The unit that a series is called after: https://prometheus.io/docs/practices/naming/#base-units, and what people write instead."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from tocsin.units.quantity import SYMBOLS
from tocsin.units.unit import UNITS, Unit

_WORDS: Final[Mapping[str, str]] = {
    "seconds": "seconds", "second": "seconds", "sec": "seconds", "secs": "seconds",
    "milliseconds": "milliseconds", "millis": "milliseconds", "msec": "milliseconds", "ms": "milliseconds",
    "microseconds": "microseconds", "micros": "microseconds", "us": "microseconds",
    "nanoseconds": "nanoseconds", "nanos": "nanoseconds", "ns": "nanoseconds",
    "bytes": "bytes", "kib": "KiB", "mib": "MiB", "gib": "GiB", "mb": "megabytes", "megabytes": "megabytes", "gb": "gigabytes",
    "gigabytes": "gigabytes", "ratio": "ratio", "percent": "percent", "percentage": "percent", "celsius": "celsius", "watts": "watts",
    "milliwatts": "milliwatts", "joules": "joules", "millijoules": "millijoules", "hertz": "hertz", "megahertz": "megahertz", "usd": "usd",
}  # fmt: skip


def named_unit(series: str) -> Unit | None:
    """Return the unit that the name of a series ends in; None when it ends in none, or in one of points in time that there is not.

    >>> named_unit("http_request_duration_seconds").name, named_unit("trained_timestamp_seconds").name, named_unit("requests_total")
    ('seconds', 'timestamp_seconds', None)
    """
    word = unit_word(series)
    return None if word is None else UNITS.get(f"timestamp_{word}" if is_moment(series) else word)


def unit_word(series: str) -> str | None:
    """Return the name of the unit that the name of a series ends in; a rate says two and means neither.

    >>> unit_word("request_latency_ms"), unit_word("read_bytes_per_second"), unit_word("seconds")
    ('milliseconds', None, None)
    """
    words = _words(series)
    return _WORDS.get(words[-1]) if len(words) > 1 and "per" not in words[-3:] else None


def spelt_out(short: str) -> str | None:
    """Return the name of the unit that is written `short` behind a number, or in the name of a series; None when there is none.

    >>> spelt_out("s"), spelt_out("ms"), spelt_out("%"), spelt_out("msec"), spelt_out("x")
    ('seconds', 'milliseconds', 'percent', 'milliseconds', None)
    """
    meant = SYMBOLS.get(short)
    named = (
        name for name, unit in UNITS.items() if meant is not None and (unit.dimension, unit.scale) == meant and unit.dimension != "factor"
    )
    return next(named, _WORDS.get(short.lower()))


def is_moment(series: str) -> bool:
    """Tell whether a series is called a point in time."""
    return _words(series)[-2:-1] == ["timestamp"]


def _words(series: str) -> list[str]:
    return series.removesuffix("_total").split("_")
