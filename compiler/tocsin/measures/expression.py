"""Expressions over metrics: a difference, an age, a quantile, or PromQL as its author wrote it."""

from __future__ import annotations

from msgspec import Struct

from tocsin.duration import format_duration
from tocsin.measures.measure import Aggregation, Window
from tocsin.measures.series import Series
from tocsin.promql import Aggregate, Binary, Call, Expr, Number, Selector
from tocsin.units import UNITS, Unit


class Difference(Struct, frozen=True, kw_only=True):
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
        """Return `difference_rate5m`, or `difference_5m` of gauges."""
        return "difference_" + self.left.operation(window_ms=window_ms)


class Age(Struct, frozen=True, kw_only=True):
    """How long ago a gauge says that something happened."""

    happened: Series

    @property
    def unit(self) -> Unit:
        """Seconds."""
        return UNITS["seconds"]

    @property
    def by(self) -> tuple[str, ...]:
        """Labels that tell its values apart."""
        return self.happened.by

    def value(self, *, window: Window, aggregate: Aggregation | None = None, low: bool = False, smooth: bool = False) -> Expr:  # noqa: ARG002  # a time is not averaged
        """Return the age of the latest of them, or by `aggregate` of the earliest (`min`)."""
        when, scale = Aggregate(aggregate or "max", self.happened.selector(), self.by), self.happened.base.scale
        return Binary("-", Call("time"), when if scale == 1 else Binary("/", when, Number(float(1 / scale))))

    def operation(self, *, window_ms: int) -> str:  # noqa: ARG002  # an age has no window
        """Return `age`."""
        return "age"


class Quantile(Struct, frozen=True, kw_only=True):
    """A quantile of a histogram or summary, as a metric of its own."""

    histogram: Series
    at: float

    @property
    def unit(self) -> Unit:
        """Unit of one observation."""
        return self.histogram.base

    @property
    def by(self) -> tuple[str, ...]:
        """Labels that tell its values apart."""
        return self.histogram.by

    def value(self, *, window: Window, aggregate: Aggregation | None = None, low: bool = False, smooth: bool = False) -> Expr:  # noqa: ARG002  # a quantile is over all replicas
        """Return the quantile over all replicas."""
        return self.histogram.quantile(self.at, window=window, low=low)

    def operation(self, *, window_ms: int) -> str:
        """Return `p99_5m`."""
        return f"p{format(self.at * 100, 'g').replace('.', '_')}_{format_duration(window_ms)}"

    def traffic(self, *, window: Window) -> Expr:
        """Return the observations a second: 0 while it is quiet, nothing when nobody exports them."""
        return self.histogram.count(window=window)


class Given(Struct, frozen=True):
    """A series, and what it must be for an expression to have the value `level`: a gauge's value, or a counter's rate."""

    selector: Selector
    value: Expr
    counted: bool


class Raw(Struct, frozen=True, kw_only=True):
    """An expression as its author wrote it."""

    expr: Expr
    unit: Unit
    by: tuple[str, ...] = ()
    given: tuple[Given, ...] = ()
    """What its author says that it is made of; none: nobody says it."""
    unproved: str = ""
    """Why nobody says it."""

    def value(self, *, window: Window, aggregate: Aggregation | None = None, low: bool = False, smooth: bool = False) -> Expr:  # noqa: ARG002  # nothing is added to what was written
        """Return the expression."""
        return self.expr

    def operation(self, *, window_ms: int) -> str:  # a measure's method
        """Return the window of the platform: the expression's own is its author's."""
        return format_duration(window_ms)
