"""How many events a value is made of: what says whether a difference may be chance."""

from __future__ import annotations

from tocsin.measures.expression import Quantile
from tocsin.measures.measure import Measure
from tocsin.measures.observations import Mean, ShareBelow
from tocsin.measures.ratio import Quotient, Ratio, is_counted
from tocsin.promql import Expr, multiply

_MILLISECONDS = 1000


def samples(measure: Measure, *, window_ms: int) -> Expr | None:
    """Return how many events within the window the value of `measure` is made of; None when nobody counts them."""
    match measure:
        case Ratio() if all(is_counted(series) for series in measure.to):
            traffic = measure.traffic(window=window_ms)
        case Quotient() if is_counted(measure.per):
            traffic = measure.traffic(window=window_ms)
        case ShareBelow() | Mean() | Quantile():
            traffic = measure.traffic(window=window_ms)
        case _:
            return None
    return multiply(traffic, window_ms / _MILLISECONDS)


def is_proportion(measure: Measure) -> bool:
    """Tell whether `measure` is the share of some events in all, both counted, so that statistics of proportions hold for it."""
    if isinstance(measure, Ratio):
        # Told apart by what its denominator lacks, its parts are no samples of their own.
        return all(is_counted(series) for series in (*measure.of, *measure.to)) and measure.of[0].by == measure.to[0].by
    return isinstance(measure, ShareBelow)
