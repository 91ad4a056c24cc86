"""How an alert's text shows the value, so that it compares easily with the limit beside it."""

from __future__ import annotations

import math
from typing import Final

from tocsin.annotation import annotation
from tocsin.regex import late
from tocsin.units import Unit

_DECIMAL: Final = late(r"[kMGTP]B$")
_FIXED: Final = late(r"%\.(\d)f")
_SIGNIFICANT: Final = 2
_SECOND: Final = "/s"
_SYMBOL: Final = late("[^0-9. -]+$")
_HUMANIZED: Final = "| humanize }}"
_FRACTION: Final = 3

Limits = tuple[tuple[str, float], ...]


def shown_value(unit: Unit, limit: str, limits: Limits) -> str:
    """Return how Prometheus shows a value: in powers of 1000 beside a limit that was written so, of small limits with their digits.

    >>> from tocsin.units import UNITS
    >>> shown_value(UNITS["requests_per_second"], "10/h", ((">", 0.00278),)), shown_value(UNITS["bytes"], "2GB", ((">", 2e9),))
    ('{{ $value | printf "%.4f" }}/s', '{{ $value | humanize }}B')
    >>> shown_value(UNITS["count"], "0.1", ((">", 0.1),)), shown_value(UNITS["count"], "5", ((">", 5.0),))
    ('{{ $value | printf "%.3f" }}', '{{ $value | humanize }}')
    """
    if unit.name == "bytes" and _DECIMAL.search(limit):
        return "{{ $value | humanize }}B"
    least = min((abs(value) for _, value in limits if value), default=1.0)
    digits = _SIGNIFICANT - 1 - math.floor(math.log10(least))
    if least < 1 and _HUMANIZED in unit.value:
        # `humanize` shows a fraction as thousandths: 0.153 as `153m`.
        return unit.value.replace(_HUMANIZED, f'| printf "%.{min(max(_FRACTION, digits), 9)}f" }}}}')
    return _FIXED.sub(lambda form: f"%.{max(int(form[1]), min(digits, 9))}f", unit.value) if least < 1 else unit.value


def in_its_unit(unit: Unit, limit: str, limits: Limits) -> str:
    """Return, in brackets, the limits as their value is shown, where that differs: by the second, or in units that a series counts in.

    Prometheus' templates cannot convert but by a query, and where that fails nothing is told at all. Of 250000µs nobody sees at once
    how far beyond 200ms they are.

    >>> from tocsin.units import UNITS
    >>> requests = UNITS["requests_per_second"]
    >>> in_its_unit(requests, "100/h", ((">", 100 / 3600),)), in_its_unit(requests, "5/s", ((">", 5.0),))
    (' (0.028/s)', '')
    >>> in_its_unit(UNITS["microseconds"], "200ms", ((">", 200000.0),)), in_its_unit(UNITS["MiB"], "512MiB", ((">", 512.0),))
    (' (200000µs)', '')
    >>> in_its_unit(requests, "9/h", (("<", 1 / 3600), (">", 9 / 3600)))
    ' (0.00028/s or 0.00250/s)'
    """
    said = _SYMBOL.search(limit)
    if not limits or said is None or not (_by_another_time(unit, said[0]) or _in_another_scale(unit, said[0])):
        return ""
    form = shown_value(unit, limit, limits)
    return f" ({' or '.join([annotation(form, labels={}, value=value) for _, value in limits])})"


def _by_another_time(unit: Unit, said: str) -> bool:
    return unit.suffix.endswith(_SECOND) and not said.endswith(_SECOND) and "/" in said


def _in_another_scale(unit: Unit, said: str) -> bool:
    return unit.dimension in {"time", "bytes"} and unit.scale != 1 and unit.suffix not in {"", said}
