"""Whether it makes a difference how a measure is read: what is one value anyway cannot be aggregated."""

from __future__ import annotations

from tocsin.measures.measure import Aggregation, Measure
from tocsin.measures.series import Series


def reads_aggregation(measure: Measure, aggregate: Aggregation | None) -> bool:
    """Tell whether it makes a difference how replicas become one value; of a counter the sum is what they become anyway."""
    if isinstance(measure, Series) and (measure.type == "gauge" or (measure.type == "counter" and aggregate == "sum")):
        return True  # most are, and to compare what is made of them takes a while
    return measure.value(window=1, aggregate="min") != measure.value(window=1, aggregate="max")


def reads_window(measure: Measure) -> bool:
    """Tell whether it makes a difference over which window it is read: whatever is made of buckets is made of their rates."""
    if isinstance(measure, Series) and measure.type in {"gauge", "histogram"}:
        return True
    return measure.value(window=1, smooth=True) != measure.value(window=2, smooth=True)
