"""Finds why a series is missing from a page: the page has it under another name."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from typing import Final

from tocsin.units import UNITS, Unit, unit_word

_SUFFIXES: Final = ("_total", "_bucket", "_sum", "_count", "_created", "_info")


def unit_in_name(series: str) -> Unit | None:
    """Return the unit that the name of a series ends in, whatever part of a histogram it is; None when it ends in none.

    >>> unit_in_name("request_latency_ms_bucket").name, unit_in_name("read_bytes_per_second")
    ('milliseconds', None)
    """
    word = unit_word(stem(series))
    return UNITS[word] if word is not None else None


def same_unit(one: Unit, other: Unit) -> bool:
    """Tell whether numbers of both units mean the same: a time since 1970 is seconds too."""
    return (one.dimension, one.scale) == (other.dimension, other.scale)


def stem(series: str) -> str:
    """Return a name without the suffixes of its type.

    >>> stem("requests_total"), stem("latency_seconds_bucket")
    ('requests', 'latency_seconds')
    """
    for suffix in _SUFFIXES:
        series = series.removesuffix(suffix)
    return series


def other_unit(series: str, served: Iterable[str]) -> str | None:
    """Return the series of the page that differs from `series` in its unit alone."""
    wanted = _without_unit(series)
    return next((name for name in sorted(served) if name != series and wanted is not None and _without_unit(name) == wanted), None)


def other_total(series: str, served: Iterable[str]) -> str | None:
    """Return the series of the page that differs from `series` in `_total` alone."""
    twin = series.removesuffix("_total") if series.endswith("_total") else f"{series}_total"
    return twin if twin in served else None


def number(value: float) -> str:
    """Return a bucket edge as pages write it: exactly, and without zeros.

    >>> number(0.2), number(1.0), number(0.00104858)
    ('0.2', '1', '0.00104858')
    """
    return f"{Decimal(repr(value)).normalize():f}" if value != float("inf") else "+Inf"


def _without_unit(series: str) -> tuple[str, str] | None:
    base = stem(series)
    unit = unit_in_name(series)
    return (base.rpartition("_")[0], series[len(base) :]) if unit is not None else None
