"""The unit that a series is called after: https://prometheus.io/docs/practices/naming/#base-units."""

from __future__ import annotations

from typing import Final

from tocsin.units.unit import UNITS, Unit

_WORDS: Final = {
    "milliseconds": "milliseconds",
    "ms": "milliseconds",
    "microseconds": "microseconds",
    "us": "microseconds",
    "seconds": "seconds",
    "bytes": "bytes",
    "percent": "percent",
    "ratio": "ratio",
    "celsius": "celsius",
    "watts": "watts",
    "joules": "joules",
    "hertz": "hertz",
}


def named_unit(series: str) -> Unit | None:
    """Return the unit that the name of a series ends in; None when it ends in none, or in one of points in time that there is not.

    >>> named_unit("http_request_duration_seconds").name, named_unit("trained_timestamp_seconds").name, named_unit("requests_total")
    ('seconds', 'timestamp_seconds', None)
    """
    word = unit_word(series)
    return None if word is None else UNITS.get(f"timestamp_{word}" if is_moment(series) else word)


def unit_word(series: str) -> str | None:
    """Return the word for a unit that the name of a series ends in, spelled out."""
    return _WORDS.get(_words(series)[-1])


def is_moment(series: str) -> bool:
    """Tell whether a series is called a point in time."""
    return _words(series)[-2:-1] == ["timestamp"]


def _words(series: str) -> list[str]:
    return series.removesuffix("_total").split("_")
