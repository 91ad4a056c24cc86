"""What a histogram says besides quantiles: the share under a bucket edge, and the mean."""

from __future__ import annotations

import math

from msgspec import Struct

from tocsin.duration import format_duration
from tocsin.measures.measure import Aggregation, Window
from tocsin.measures.series import Series
from tocsin.promql import Aggregate, Binary, Call, Expr, Number, Range
from tocsin.units import UNITS, Unit


class _Observations(Struct, frozen=True, kw_only=True):
    histogram: Series
    floor: float = 0.0
    """Only with more observations a second than this is there a value at all."""

    @property
    def by(self) -> tuple[str, ...]:
        """Labels that tell its values apart."""
        return self.histogram.by

    def traffic(self, *, window: Window) -> Expr:
        """Return the observations a second: 0 while it is quiet, nothing when nobody exports them."""
        return self.histogram.count(window=window)

    def observed(self, window: Window) -> Expr:
        """Return the observations a second, nothing while they are too few."""
        return Binary(">", self.traffic(window=window), Number(self.floor))


class ShareBelow(_Observations, frozen=True, kw_only=True):
    """The share of a classic or native histogram's observations at or under a bucket edge."""

    edge: float

    @property
    def unit(self) -> Unit:
        """A share."""
        return UNITS["ratio"]

    def value(self, *, window: Window, aggregate: Aggregation | None = None, low: bool = False, smooth: bool = False) -> Expr:  # noqa: ARG002  # a share has one aggregation
        """Return the share, nothing while nothing is observed."""
        if self.histogram.native:
            share = Call("histogram_fraction", (Number(-math.inf), Number(self.edge), self.histogram.rated(window=window)))
            return Binary("and", share, self.observed(window))
        return Binary("/", self.histogram.under(self.edge, window=window), self.observed(window))

    def operation(self, *, window_ms: int) -> str:  # a measure's method
        """Return `share_rate5m`."""
        return "share_rate" + format_duration(window_ms)


class Mean(_Observations, frozen=True, kw_only=True):
    """The mean of a histogram's or summary's observations: the sum's rate by the count's."""

    @property
    def unit(self) -> Unit:
        """Unit of one observation."""
        return self.histogram.base

    def value(self, *, window: Window, aggregate: Aggregation | None = None, low: bool = False, smooth: bool = False) -> Expr:  # noqa: ARG002  # a mean has one aggregation
        """Return the mean, nothing while nothing is observed."""
        series = self.histogram
        if series.native:
            total: Expr = Aggregate("sum", Call("histogram_sum", (Call("rate", (Range(series.selector(), window),)),)), self.by)
        else:
            total = series.rated("_sum", window=window)
        return Binary("/", total, self.observed(window))

    def operation(self, *, window_ms: int) -> str:  # a measure's method
        """Return `mean5m`."""
        return "mean" + format_duration(window_ms)
