"""A metric that an exporter serves: a counter, gauge, histogram or summary."""

from __future__ import annotations

import math

from msgspec import Struct

from tocsin.catalog.vocabulary import MetricType
from tocsin.duration import format_duration
from tocsin.measures.edges import numbered
from tocsin.measures.measure import Aggregation, Window
from tocsin.promql import Aggregate, Binary, Call, Expr, Matcher, Number, Range, Selector
from tocsin.units import Unit, rate_of


class Series(Struct, frozen=True, kw_only=True):
    """Some series of one metric."""

    metric: str
    type: MetricType
    base: Unit
    """Unit of what is exported."""
    matchers: tuple[Matcher, ...]
    by: tuple[str, ...]
    buckets: tuple[float, ...] = ()
    native: bool = False
    floor: float = 0.0
    """Of a histogram: only with more observations a second than this is there a quantile of them."""

    @property
    def unit(self) -> Unit:
        """Unit of the value: of a counter, that of its rate."""
        return rate_of(self.base) if self.type == "counter" else self.base

    def value(self, *, window: Window, aggregate: Aggregation | None = None, low: bool = False, smooth: bool = False) -> Expr | None:
        """Return a counter's rate summed, or a gauge aggregated; a histogram and a summary have no single value."""
        if self.type == "counter":
            return self.total(window=window)
        if self.type in {"histogram", "summary"}:
            return None
        read: Expr = Call("avg_over_time", (Range(self.selector(), window),)) if smooth else self.selector()
        return Aggregate(aggregate or ("min" if low else "max"), read, self.by)

    def operation(self, *, window_ms: int) -> str:
        """Return `rate5m` or `5m`."""
        return ("rate" if self.type == "counter" else "") + format_duration(window_ms)

    def selector(self, suffix: str = "", *more: Matcher) -> Selector:
        """Return the series themselves, or those with `suffix`, narrowed by `more`."""
        return Selector(self.metric + suffix, (*self.matchers, *more))

    def rated(self, suffix: str = "", *more: Matcher, window: Window, by: tuple[str, ...] | None = None) -> Expr:
        """Return the summed rate of the series with `suffix`."""
        return Aggregate("sum", Call("rate", (Range(self.selector(suffix, *more), window),)), self.by if by is None else by)

    def total(self, *, window: Window) -> Expr:
        """Return what can be added up: rates of counters and of counts of observations, gauges as they are."""
        match self.type:
            case "counter":
                return self.rated(window=window)
            case "histogram" | "summary":
                return self.count(window=window)
            case _:
                return Aggregate("sum", self.selector(), self.by)

    def count(self, *, window: Window) -> Expr:
        """Return the rate of a histogram's or summary's observations."""
        if self.native:
            return Aggregate("sum", Call("histogram_count", (Call("rate", (Range(self.selector(), window),)),)), self.by)
        return self.rated("_count", window=window)

    def under(self, edge: float, *, window: Window) -> Expr:
        """Return the rate of the observations at or under `edge`: of a classic histogram a bucket's edge, of a native one any value."""
        if self.native:
            share = Call("histogram_fraction", (Number(-math.inf), Number(edge), self.rated(window=window)))
            # Of no observations the fraction is NaN.
            return Binary("or", Binary("*", Binary(">=", share, Number(0.0)), self.count(window=window)), self.count(window=window))
        return self.rated("_bucket", numbered("le", edge), window=window)

    def quantile(self, quantile: float, *, window: Window, low: bool = False) -> Expr:
        """Return a quantile over all of its series: of a histogram computed, of a summary the worst that one reports, the least if low."""
        if self.type == "summary":
            told = self.selector("", numbered("quantile", quantile))
            # A replica without traffic reports NaN, which would be the greatest.
            return Aggregate("min" if low else "max", Binary(">=", told, Number(0.0)), self.by)
        rated = self.rated(window=window) if self.native else self.rated("_bucket", window=window, by=("le", *self.by))
        found = Call("histogram_quantile", (Number(quantile), rated))
        return Binary("and", found, Binary(">", self.count(window=window), Number(self.floor))) if self.floor else found

    def increase(self, *, window: Window) -> Expr:
        """Return how much a counter grew, summed."""
        return Aggregate("sum", Call("increase", (Range(self.selector(), window),)), self.by)

    def absent(self) -> Expr:
        """Return 1 while none of its series exists."""
        suffix = "_count" if self.type in {"histogram", "summary"} and not self.native else ""
        return Call("absent", (self.selector(suffix),))
