"""A share: sums in sums, never an average of shares, which is no share of anything."""

from __future__ import annotations

from functools import reduce

from msgspec import Struct

from tocsin.measures.measure import Aggregation, Window
from tocsin.measures.series import Series
from tocsin.promql import Binary, Expr, Matching, Number, add, either
from tocsin.units import UNITS, Unit


class Ratio(Struct, frozen=True, kw_only=True):
    """The share of `of` in `to`; the parts may be told apart by more labels than the whole."""

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
        part, whole = summed(self.of, window), self.traffic(window=window)
        finer = self.of[0].by != self.to[0].by
        if (low or self.complement) and all(is_counted(series) for series in self.of):
            # A counter that never counted has no series: that is a share of 0. A gauge that is missing is unknown.
            part = Binary("or", part, Binary("*", Number(0.0), whole))
        matching = Matching(labels=self.to[0].by, group="left") if finer else None
        share: Expr = Binary("/", part, Binary(">", whole, Number(self.floor)), matching=matching)
        return Binary("-", Number(1.0), share) if self.complement else share

    def operation(self, *, window_ms: int) -> str:
        """Return `ratio_rate5m`."""
        return "ratio_" + self.of[0].operation(window_ms=window_ms)

    def traffic(self, *, window: Window) -> Expr:
        """Return what the share is counted in: 0 while it is quiet, nothing when nobody exports it."""
        return summed(self.to, window)


class Quotient(Struct, frozen=True, kw_only=True):
    """One total by another, in a unit of its own: seconds a request, requests a batch."""

    of: Series
    per: Series
    unit: Unit
    floor: float = 0.0
    """Only with more than this to divide by is there a value at all."""

    @property
    def by(self) -> tuple[str, ...]:
        """Labels that tell its values apart."""
        return self.of.by

    def value(self, *, window: Window, aggregate: Aggregation | None = None, low: bool = False, smooth: bool = False) -> Expr:  # noqa: ARG002  # a quotient has one aggregation
        """Return the quotient, nothing while there is nothing to divide by."""
        return Binary("/", self.of.total(window=window), Binary(">", self.traffic(window=window), Number(self.floor)))

    def traffic(self, *, window: Window) -> Expr:
        """Return what is divided by: 0 while it is quiet, nothing when nobody exports it."""
        return self.per.total(window=window)

    def operation(self, *, window_ms: int) -> str:
        """Return `quotient_rate5m`."""
        return "quotient_" + self.of.operation(window_ms=window_ms)


def summed(parts: tuple[Series, ...], window: Window) -> Expr:
    """Return the total of `parts`; of counters also where some never counted."""
    totals = [part.total(window=window) for part in parts]
    return reduce(_plus if all(is_counted(part) for part in parts) else add, totals)


def is_counted(series: Series) -> bool:
    """Tell whether `series` counts events: then no series means none happened, where a gauge that is missing is unknown."""
    return series.type in {"counter", "histogram", "summary"}


def _plus(left: Expr, right: Expr) -> Expr:
    # A counter that never counted has no series, and a sum with nothing is nothing: all errors, from the start, would be silent.
    return either(either(add(left, right), left), right)
