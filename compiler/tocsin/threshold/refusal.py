"""The refusal of a kind of threshold to take a metric: why, and what to type instead."""

from __future__ import annotations

from typing import Final

from msgspec import Struct

from tocsin import units
from tocsin.measures import Measure
from tocsin.units import Quantity


class Refusal(Struct, frozen=True, kw_only=True):
    """Why a kind cannot be asked of a metric."""

    message: str
    """Words after the metric's name."""
    remedy: str
    path: tuple[str, ...] = ()
    """Where in the threshold the fault stands; nowhere in particular: the threshold itself."""
    code: str = "threshold/wrong-metric-type"


NO_SINGLE_VALUE: Final = Refusal(
    message="is a histogram, which has no single value",
    remedy="define a metric with `quantile:`, `mean:` or `share_below:` of it, and name that",
)


def unit_mismatch(measure: Measure, given: Quantity, path: tuple[str, ...]) -> Refusal:
    """Return that `given`, at `path` in the threshold, is in no unit of the metric's."""
    return Refusal(
        code="threshold/unit-mismatch",
        message=f"is in {measure.unit.name.replace('_', ' ')}, `{given.text}` is {units.kind_of(given)}",
        remedy=f"write {units.example_of(measure.unit)}",
        path=path,
    )
