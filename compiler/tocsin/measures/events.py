"""Good and bad events, of which an objective allows a share: requests and errors, slow answers, failed checks.

Bad events and all events are always two numbers and never a share: shares cannot be added up or averaged over time, events can.
"""

from __future__ import annotations

from typing import Protocol

from msgspec import Struct

from tocsin.measures.ratio import summed
from tocsin.measures.series import Series
from tocsin.promql import Aggregate, Binary, Call, Expr, Number, Range

_MILLISECONDS = 1000


class Events(Protocol):
    """What can be bad, counted."""

    @property
    def by(self) -> tuple[str, ...]:
        """Labels that tell apart what has a budget each."""

    def total(self, *, window_ms: int) -> Expr:
        """Return all events a second: 0 while it is quiet, nothing when nobody exports them."""

    def bad(self, *, window_ms: int) -> Expr:
        """Return the bad events a second, at every instant at which there is a total."""


class Counted(Struct, frozen=True, kw_only=True):
    """Counters: the bad events, or the good ones, among all."""

    part: tuple[Series, ...]
    whole: tuple[Series, ...]
    good: bool = False
    """Whether `part` counts the good events."""

    @property
    def by(self) -> tuple[str, ...]:
        """Labels that tell apart what is counted; all counters have the same."""
        return self.whole[0].by

    def total(self, *, window_ms: int) -> Expr:
        """Return the rate of all events."""
        return summed(self.whole, window_ms)

    def bad(self, *, window_ms: int) -> Expr:
        """Return the rate of the bad events; a counter that never counted has no series, and counted nothing."""
        whole = self.total(window_ms=window_ms)
        part = Binary("or", summed(self.part, window_ms), Binary("*", Number(0.0), whole))
        return Binary("-", whole, part) if self.good else part


class Slower(Struct, frozen=True, kw_only=True):
    """Observations of a histogram above a bucket edge: what took longer than promised."""

    histogram: Series
    edge: float

    @property
    def by(self) -> tuple[str, ...]:
        """Labels that tell apart what is observed."""
        return self.histogram.by

    def total(self, *, window_ms: int) -> Expr:
        """Return the rate of all observations."""
        return self.histogram.count(window=window_ms)

    def bad(self, *, window_ms: int) -> Expr:
        """Return the rate of the observations above the edge; an edge that no exporter has gives nothing, not all."""
        return Binary("-", self.total(window_ms=window_ms), self.histogram.under(self.edge, window=window_ms))


class Samples(Struct, frozen=True, kw_only=True):
    """Samples of a gauge that is 1 when all is well and 0 when not: every check is an event."""

    state: Series

    @property
    def by(self) -> tuple[str, ...]:
        """Labels that tell apart what is checked."""
        return self.state.by

    def total(self, *, window_ms: int) -> Expr:
        """Return the samples a second."""
        return self._rate("count_over_time", window_ms)

    def bad(self, *, window_ms: int) -> Expr:
        """Return the samples a second that were 0."""
        return Binary("-", self.total(window_ms=window_ms), self._rate("sum_over_time", window_ms))

    def _rate(self, function: str, window_ms: int) -> Expr:
        read = Call(function, (Range(self.state.selector(), window_ms),))
        return Binary("/", Aggregate("sum", read, self.state.by), Number(window_ms / _MILLISECONDS))
