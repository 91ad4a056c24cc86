"""The unit of one total divided by another: where the units of the two give it, the author cannot choose another."""

from __future__ import annotations

from typing import Final

from tocsin.diagnostics import Findings
from tocsin.measures import Quotient, Series, is_counted
from tocsin.units import Unit

_PHYSICAL: Final = frozenset({"time", "bytes", "currency", "energy", "power", "temperature", "frequency"})


def quotient_of(of: Series, per: Series, unit: Unit, name: str, findings: Findings) -> Quotient | None:
    """Return `of` by `per` in `unit`; None, and a diagnostic about the metric `name`, when it is in another unit."""
    told = _unit_of(of, per)
    if told is None or (told.dimension, told.scale) == (unit.dimension, unit.scale) or not {told.dimension, unit.dimension} & _PHYSICAL:
        return Quotient(of=of, per=per, unit=unit)
    findings.add(
        "metric/unit-mismatch",
        f"`{of.metric}` is in {told.name}, and so is its part for each of `{per.metric}`, not in {unit.name}",
        f"write `unit: {told.name}`; limits may be in any unit of its kind",
        at=("metrics", name, "unit"),
    )
    return None


def _unit_of(of: Series, per: Series) -> Unit | None:
    """Return the unit of one for each of the other; None when it is not that of what is divided."""
    if is_counted(of) != is_counted(per) or not _is_number(per):
        return None
    # Rates have their seconds in common. Of a histogram the observations are counted, whatever they are in.
    return of.base if of.type in {"counter", "gauge"} else None


def _is_number(series: Series) -> bool:
    return series.type in {"histogram", "summary"} or series.base.dimension == "count"
