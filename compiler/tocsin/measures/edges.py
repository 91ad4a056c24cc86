"""Labels whose values are numbers: `le` of a histogram's buckets, `quantile` of a summary."""

from __future__ import annotations

import math
from typing import Final

from tocsin.annotation import plain
from tocsin.promql import Matcher, literal_pattern
from tocsin.versions import Version

REWRITTEN_SINCE: Final = Version(3, 0)
"""The Prometheus that is the first to rewrite such numbers when it scrapes."""


def numbered(label: str, value: float) -> Matcher:
    r"""Return what asks for a number in a label, however it was written.

    Clients write a whole number as `1` or `1.0`, and Prometheus 3 stores both as `1.0`.
    https://prometheus.io/docs/prometheus/latest/migration/#le-and-quantile-label-values
    From a million on it is written with an exponent by Go's clients, and by Prometheus 3 whoever exports it.

    >>> numbered("le", 0.5).value, numbered("le", 1.0).value, numbered("le", 2e6).value
    ('0.5', '1(\\.0)?', '2000000(\\.0)?|2e\\+06')
    """
    text = plain(value)
    if not value.is_integer():
        return Matcher(label, "=", text)
    whole = rf"{value:.0f}(\.0)?"
    return Matcher(label, "=~", whole if "e" not in text else f"{whole}|{literal_pattern(text)}")


def stored(text: str) -> str:
    """Return how Prometheus 3 stores such a value that an exporter writes as `text`; what is no number stays.

    >>> stored("1"), stored("0.50"), stored("1000000"), stored("+Inf"), stored("x")
    ('1.0', '0.5', '1e+06', '+Inf', 'x')
    """
    try:
        value = float(text)
    except ValueError:
        return text
    if not math.isfinite(value):
        return text
    shortest = plain(value)
    return shortest if "." in shortest or "e" in shortest else f"{shortest}.0"
