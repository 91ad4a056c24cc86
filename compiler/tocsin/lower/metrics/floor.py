"""The least traffic below which a value means nothing; only values that are made of events have one."""

from __future__ import annotations

from msgspec.structs import replace

from tocsin.measures import Cost, Mean, Measure, Quantile, Quotient, Ratio, Series, ShareBelow


def with_floor(measure: Measure, floor: float) -> Measure | None:
    """Return `measure` with a least traffic of `floor` events a second; None when traffic means nothing for it.

    A summary tells quantiles of a time of its own choosing, and nobody knows how many observations that saw.
    https://prometheus.io/docs/practices/histograms/#quantiles
    """
    match measure:
        case Ratio() | Quotient() | ShareBelow() | Mean() | Cost() | Series(type="histogram"):
            return replace(measure, floor=floor)
        case Quantile(histogram=Series(type="histogram") as histogram):
            return replace(measure, histogram=replace(histogram, floor=floor))
        case _:
            return None
