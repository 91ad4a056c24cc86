"""Durations as Go's own parser reads them, where Alertmanager uses that."""

from __future__ import annotations

from typing import Any, Final

from tocsin.duration import format_duration
from tocsin.regex import late

_PART: Final = late(r"(\d+(?:\.\d*)?|\.\d+)(ns|us|µs|μs|ms|s|m|h)")
_WHOLE: Final = late(r"(?:(?:\d+(?:\.\d*)?|\.\d+)(?:ns|us|µs|μs|ms|s|m|h))+")
_MILLISECONDS: Final = {"ns": 1e-6, "us": 1e-3, "µs": 1e-3, "μs": 1e-3, "ms": 1.0, "s": 1000.0, "m": 60_000.0, "h": 3_600_000.0}


def from_go(given: Any) -> Any:  # noqa: ANN401  # whatever the file holds
    """Return a duration of Go's as the language writes it; what is none stays, and is told as what it is.

    >>> from_go("1.5h"), from_go("90s"), from_go(0), from_go("soon")
    ('1h30m', '1m30s', '0s', 'soon')
    """
    if given in (0, "0"):
        return "0s"
    if not isinstance(given, str) or not _WHOLE.fullmatch(given) or len(given) > 40:  # noqa: PLR2004  # nobody writes longer ones
        return given
    return format_duration(round(sum(float(count) * _MILLISECONDS[unit] for count, unit in _PART.findall(given))))
