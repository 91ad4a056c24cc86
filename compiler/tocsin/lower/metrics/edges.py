"""The edges of a histogram's buckets near a limit: how many observations lie between two edges nobody knows."""

from __future__ import annotations

import math

from tocsin import units
from tocsin.measures import Series


def beside(series: Series, value: float) -> tuple[str, ...]:
    """Return the edges next to `value`, as people write them; none when it is an edge, or when any value will do.

    A native histogram interpolates within buckets that are a few percent wide, and of a summary or a histogram whose
    edges nobody declared there is nothing to compare with.
    """
    edges = _finite(series)
    if not edges or value in edges:
        return ()
    lower, upper = [edge for edge in edges if edge < value][-1:], [edge for edge in edges if edge > value][:1]
    return tuple(units.show(edge, series.base) for edge in (*lower, *upper))


def last_edge(series: Series) -> float | None:
    """Return the last edge that is a number; None when the edges are not known."""
    return max(_finite(series), default=None)


def listed(series: Series) -> str:
    """Return all edges of a histogram, as people write them."""
    return ", ".join(f"`{units.show(edge, series.base)}`" for edge in _finite(series))


def _finite(series: Series) -> list[float]:
    if series.native or series.type != "histogram":
        return []
    return sorted(edge for edge in series.buckets if edge != math.inf)
