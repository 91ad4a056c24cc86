"""A series whose name ends in one unit, declared in another: one of the two is wrong, and limits are converted by the declared one.

https://prometheus.io/docs/practices/naming/#metric-names

Bad:
    metrics:
      latency: {series: answer_duration_milliseconds, type: gauge, unit: seconds}  # error

Good:
    metrics:
      latency: {series: answer_duration_milliseconds, type: gauge, unit: milliseconds}
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from tocsin.finding import Checked, Finding
from tocsin.raw import declared, differ
from tocsin.units import MOMENTS, UNITS

_NAMED: Final = {
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


def check(checked: Checked) -> Iterator[Finding]:
    """Yield every series of the spec's own whose name and unit contradict each other."""
    for each in declared(checked):
        words = each.metric.series.removesuffix("_total").split("_")
        named, unit = UNITS.get(_NAMED.get(words[-1], "")), UNITS.get(each.metric.unit or "")
        if each.known is None and named is not None and unit is not None and words[-2:-1] == ["timestamp"] and unit.dimension == "time":
            if unit.name not in MOMENTS or unit.scale != named.scale:
                message = f"`{each.metric.series}` is called a time in {named.name}, and declared in {unit.name}"
                right = f"timestamp_{named.name}"
                remedy = f"write `unit: {right}`" if right in UNITS else "publish it in seconds, or in milliseconds"
                yield Finding(message=message, help=remedy, where=checked, at=(*each.at, "unit"))
        elif each.known is None and named is not None and unit is not None and differ(named, unit):
            message = f"`{each.metric.series}` is called {named.name}, and declared in {unit.name}"
            yield Finding(message=message, help=f"write `unit: {named.name}`", where=checked, at=(*each.at, "unit"))
