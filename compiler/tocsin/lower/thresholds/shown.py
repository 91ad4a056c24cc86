"""How an alert's text shows its value, so that whoever reads it sees at once how far beyond the limit it is."""

from __future__ import annotations

import math
import re
from typing import Final

from tocsin.annotation import annotation
from tocsin.regexes import late
from tocsin.units import Unit

_DECIMAL: Final = late(r"[kMGTP]B$")
_FIXED: Final = late(r"%\.(\d)f")
_SIGNIFICANT: Final = 2
_SECOND: Final = "/s"

Limits = tuple[tuple[str, float], ...]


def shown_value(unit: Unit, limit: str, limits: Limits) -> str:
    """Return how Prometheus shows a value: in powers of 1000 beside a limit that was written so, of small limits with their digits.

    >>> from tocsin.units import UNITS
    >>> shown_value(UNITS["requests_per_second"], "10/h", ((">", 0.00278),)), shown_value(UNITS["bytes"], "2GB", ((">", 2e9),))
    ('{{ $value | printf "%.4f" }}/s', '{{ $value | humanize }}B')
    """
    if unit.name == "bytes" and _DECIMAL.search(limit):
        return "{{ $value | humanize }}B"
    least = min((abs(value) for _, value in limits if value), default=1.0)
    digits = _SIGNIFICANT - 1 - math.floor(math.log10(least))
    return _FIXED.sub(lambda form: f"%.{max(int(form[1]), min(digits, 9))}f", unit.value) if least < 1 else unit.value


def by_the_second(unit: Unit, limit: str, limits: Limits) -> str:
    """Return, in brackets, what a limit for another time than a second is for one, as its value is shown; else nothing.

    >>> from tocsin.units import UNITS
    >>> requests = UNITS["requests_per_second"]
    >>> by_the_second(requests, "100/h", ((">", 100 / 3600),)), by_the_second(requests, "5/s", ((">", 5.0),))
    (' (0.028/s)', '')
    """
    if len(limits) != 1 or not unit.suffix.endswith(_SECOND) or limit.endswith(_SECOND) or not re.search("/[a-z]+$", limit):
        return ""
    return f" ({annotation(shown_value(unit, limit, limits), labels={}, value=limits[0][1])})"
