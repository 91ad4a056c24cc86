"""A series whose name ends in one unit, declared in another: one of the two is wrong, and limits are converted by the declared one.

https://prometheus.io/docs/practices/naming/#metric-names

Bad (-), good (+):
    metrics:
  -   latency: {series: answer_duration_milliseconds, type: gauge, unit: seconds}  # error
  +   latency: {series: answer_duration_milliseconds, type: gauge, unit: milliseconds}
"""

from __future__ import annotations

from collections.abc import Iterator

from tocsin.finding import Checked, Finding
from tocsin.raw import declared, differ
from tocsin.units import UNITS, is_moment, named_unit, unit_word


def check(checked: Checked) -> Iterator[Finding]:
    """Yield every series of the spec's own whose name and unit contradict each other."""
    for each in declared(checked):
        series = each.metric.series
        word, named, unit = unit_word(series), named_unit(series), UNITS.get(each.metric.unit or "")
        if each.known is not None or word is None or unit is None:
            continue
        if is_moment(series) and unit.dimension == "time":
            if unit != named:
                message = f"`{series}` is called a time in {word}, and declared in {unit.name}"
                remedy = f"write `unit: {named.name}`" if named is not None else "publish it in seconds, or in milliseconds"
                yield Finding(message=message, help=remedy, where=checked, at=(*each.at, "unit"))
        elif differ(UNITS[word], unit):
            message = f"`{series}` is called {word}, and declared in {unit.name}"
            yield Finding(message=message, help=f"write `unit: {word}`", where=checked, at=(*each.at, "unit"))
