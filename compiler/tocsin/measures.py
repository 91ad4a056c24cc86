"""What can be asked of a metric once it is bound to one model's series: its value, a quantile, a share, a mean.

A measure turns questions into PromQL. Which series it reads is fixed by its matchers, so nothing but what the author asked
for (`by`) survives an aggregation: the model, its namespace and the rest are static labels of the rule. That also lets
metrics be divided that call the model by different labels.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import reduce
from typing import Literal, Protocol

from tocsin.duration import format_duration
from tocsin.promql import Aggregate, Binary, Call, Expr, Matcher, Matching, Number, Range, Selector
from tocsin.units import UNITS, Unit, rate_of

Window = int | str
"""Milliseconds, or a variable of Grafana."""

Aggregation = Literal["avg", "max", "min", "sum"]


class Measure(Protocol):
    """A metric bound to the series it is about."""

    @property
    def unit(self) -> Unit:
        """Unit of the value."""

    @property
    def by(self) -> tuple[str, ...]:
        """Labels that tell its values apart."""

    def value(self, *, window: Window, aggregate: Aggregation | None = None, low: bool = False, smooth: bool = False) -> Expr | None:
        """Return its value, one element for each combination of `by`; None when it has no single value.

        `low` says that a low value is the bad one: then the lowest replica counts, and a counter that never counted is 0.
        `smooth` averages a gauge over `window`.
        """

    def operation(self, *, window_ms: int) -> str:
        """Return the last part of the name of a recording of its value: `rate5m`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Series:
    """A metric that an exporter serves."""

    metric: str
    type: Literal["counter", "gauge", "histogram", "summary", "untyped"]
    base: Unit
    """Unit of what is exported."""
    matchers: tuple[Matcher, ...]
    by: tuple[str, ...]
    buckets: tuple[float, ...] = ()
    native: bool = False

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
        return ("rate" if self.type == "counter" else "") + _short(window_ms)

    def selector(self, suffix: str = "") -> Selector:
        """Return the series themselves."""
        return Selector(self.metric + suffix, self.matchers)

    def total(self, *, window: Window) -> Expr:
        """Return what can be added up: rates of counters and of counts of observations, gauges as they are."""
        match self.type:
            case "counter":
                return Aggregate("sum", Call("rate", (Range(self.selector(), window),)), self.by)
            case "histogram" | "summary":
                return self.count(window=window)
            case _:
                return Aggregate("sum", self.selector(), self.by)

    def count(self, *, window: Window) -> Expr:
        """Return the rate of a histogram's or summary's observations."""
        if self.native:
            return Aggregate("sum", Call("histogram_count", (Call("rate", (Range(self.selector(), window),)),)), self.by)
        return Aggregate("sum", Call("rate", (Range(self.selector("_count"), window),)), self.by)

    def quantile(self, quantile: float, *, window: Window) -> Expr:
        """Return a quantile over all of its series: of a histogram computed, of a summary the worst that one of them reports."""
        if self.type == "summary":
            told = Selector(self.metric, (*self.matchers, Matcher("quantile", "=", _number(quantile))))
            return Aggregate("max", told, self.by)
        if self.native:
            return Call(
                "histogram_quantile", (Number(quantile), Aggregate("sum", Call("rate", (Range(self.selector(), window),)), self.by))
            )
        buckets = Aggregate("sum", Call("rate", (Range(self.selector("_bucket"), window),)), ("le", *self.by))
        return Call("histogram_quantile", (Number(quantile), buckets))

    def increase(self, *, window: Window) -> Expr:
        """Return how much a counter grew, summed."""
        return Aggregate("sum", Call("increase", (Range(self.selector(), window),)), self.by)

    def absent(self) -> Expr:
        """Return 1 while none of its series exists."""
        return Call("absent", (self.selector("_count" if self.type in {"histogram", "summary"} and not self.native else ""),))


@dataclass(frozen=True, slots=True, kw_only=True)
class Ratio:
    """A share: sums in sums, never an average of shares (which is no share of anything)."""

    of: tuple[Series, ...]
    to: tuple[Series, ...]
    complement: bool = False
    floor: float = 0.0
    """Only with more than this in the denominator is there a share at all: no traffic, no alert."""

    @property
    def unit(self) -> Unit:
        """A share."""
        return UNITS["ratio"]

    @property
    def by(self) -> tuple[str, ...]:
        """Labels that tell its values apart."""
        return self.of[0].by

    def value(self, *, window: Window, aggregate: Aggregation | None = None, low: bool = False, smooth: bool = False) -> Expr:  # noqa: ARG002  # a share has one aggregation
        """Return the share, nothing while there is no traffic."""
        part, whole = _sum(self.of, window), _sum(self.to, window)
        finer = self.of[0].by != self.to[0].by
        matching = Matching(labels=self.to[0].by, group="left") if finer else None
        if low or self.complement:
            # A counter that never counted has no series: that is a share of 0, and not the absence of a share.
            part = Binary("or", part, Binary("*", Number(0.0), whole))
        share: Expr = Binary("/", part, Binary(">", whole, Number(self.floor)), matching=matching)
        return Binary("-", Number(1.0), share) if self.complement else share

    def operation(self, *, window_ms: int) -> str:
        """Return `ratio_rate5m`."""
        return "ratio_" + self.of[0].operation(window_ms=window_ms)

    def traffic(self, *, window: Window) -> Expr:
        """Return what the share is counted in."""
        return _sum(self.to, window)


@dataclass(frozen=True, slots=True, kw_only=True)
class ShareBelow:
    """The share of a classic or native histogram's observations at or under a bucket edge."""

    histogram: Series
    edge: float
    floor: float = 0.0

    @property
    def unit(self) -> Unit:
        """A share."""
        return UNITS["ratio"]

    @property
    def by(self) -> tuple[str, ...]:
        """Labels that tell its values apart."""
        return self.histogram.by

    def value(self, *, window: Window, aggregate: Aggregation | None = None, low: bool = False, smooth: bool = False) -> Expr:  # noqa: ARG002  # a share has one aggregation
        """Return the share, nothing while nothing is observed."""
        if self.histogram.native:
            rate = Aggregate("sum", Call("rate", (Range(self.histogram.selector(), window),)), self.by)
            share = Call("histogram_fraction", (Number(float("-inf")), Number(self.edge), rate))
            return Binary("and", share, Binary(">", self.histogram.count(window=window), Number(self.floor)))
        bucket = Selector(f"{self.histogram.metric}_bucket", (*self.histogram.matchers, _edge(self.edge)))
        part = Aggregate("sum", Call("rate", (Range(bucket, window),)), self.by)
        return Binary("/", part, Binary(">", self.histogram.count(window=window), Number(self.floor)))

    def operation(self, *, window_ms: int) -> str:
        """Return `share_rate5m`."""
        return "share_rate" + _short(window_ms)


@dataclass(frozen=True, slots=True, kw_only=True)
class Mean:
    """The mean of a histogram's or summary's observations: the sum's rate by the count's."""

    histogram: Series
    floor: float = 0.0

    @property
    def unit(self) -> Unit:
        """Unit of one observation."""
        return self.histogram.base

    @property
    def by(self) -> tuple[str, ...]:
        """Labels that tell its values apart."""
        return self.histogram.by

    def value(self, *, window: Window, aggregate: Aggregation | None = None, low: bool = False, smooth: bool = False) -> Expr:  # noqa: ARG002  # a mean has one aggregation
        """Return the mean, nothing while nothing is observed."""
        series = self.histogram
        if series.native:
            total: Expr = Aggregate("sum", Call("histogram_sum", (Call("rate", (Range(series.selector(), window),)),)), self.by)
        else:
            total = Aggregate("sum", Call("rate", (Range(series.selector("_sum"), window),)), self.by)
        return Binary("/", total, Binary(">", series.count(window=window), Number(self.floor)))

    def operation(self, *, window_ms: int) -> str:
        """Return `mean5m`."""
        return "mean" + _short(window_ms)


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """One gauge, or one counter's rate, minus another."""

    left: Series
    right: Series

    @property
    def unit(self) -> Unit:
        """Unit of both sides."""
        return self.left.unit

    @property
    def by(self) -> tuple[str, ...]:
        """Labels that tell its values apart."""
        return self.left.by

    def value(self, *, window: Window, aggregate: Aggregation | None = None, low: bool = False, smooth: bool = False) -> Expr | None:
        """Return the difference of the two values; each is the same aggregation of its side."""
        left = self.left.value(window=window, aggregate=aggregate, low=low, smooth=smooth)
        right = self.right.value(window=window, aggregate=aggregate, low=low, smooth=smooth)
        return None if left is None or right is None else Binary("-", left, right)

    def operation(self, *, window_ms: int) -> str:
        """Return `difference5m`."""
        return "difference" + _short(window_ms)


@dataclass(frozen=True, slots=True, kw_only=True)
class Raw:
    """An expression as its author wrote it."""

    expr: Expr
    unit: Unit
    by: tuple[str, ...] = ()

    def value(self, *, window: Window, aggregate: Aggregation | None = None, low: bool = False, smooth: bool = False) -> Expr:  # noqa: ARG002  # nothing is added to what was written
        """Return the expression."""
        return self.expr

    def operation(self, *, window_ms: int) -> str:  # noqa: ARG002  # its window is its author's
        """Return `value`."""
        return "value"


def _sum(parts: tuple[Series, ...], window: Window) -> Expr:
    return reduce(lambda left, right: Binary("+", left, right), (part.total(window=window) for part in parts))


def _short(window_ms: int) -> str:
    return format_duration(window_ms)


def _edge(edge: float) -> Matcher:
    # Clients write a whole edge as `1` or `1.0`, and Prometheus 3 stores both as `1.0`.
    # https://prometheus.io/docs/prometheus/latest/migration/#le-and-quantile-label-values
    return Matcher("le", "=~", rf"{edge:.0f}(\.0)?") if edge.is_integer() else Matcher("le", "=", format(edge, "g"))


def _number(value: float) -> str:
    return format(value, "g")
