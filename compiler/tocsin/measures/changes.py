"""How often a value changed: what says that something happened, where no exporter counts the event."""

from __future__ import annotations

from msgspec import Struct

from tocsin.duration import format_duration
from tocsin.measures.measure import Aggregation, Window
from tocsin.measures.series import Series
from tocsin.promql import Aggregate, Call, Expr, Range
from tocsin.units import UNITS, Unit


class Changes(Struct, frozen=True, kw_only=True):
    """How often a gauge or counter changed within its own window.

    A series that has just appeared has not changed. https://prometheus.io/docs/prometheus/latest/querying/functions/#changes
    """

    series: Series
    within_ms: int

    @property
    def unit(self) -> Unit:
        """A number."""
        return UNITS["count"]

    @property
    def by(self) -> tuple[str, ...]:
        """Labels that tell its values apart."""
        return self.series.by

    def value(self, *, window: Window, aggregate: Aggregation | None = None, low: bool = False, smooth: bool = False) -> Expr:  # noqa: ARG002  # the window is its own
        """Return the changes of the series that changed most: of several exporters of one state each sees the same ones."""
        changes = Call("changes", (Range(self.series.selector(), self.within_ms),))
        return Aggregate(aggregate or ("min" if low else "max"), changes, self.by)

    def operation(self, *, window_ms: int) -> str:  # noqa: ARG002  # as `value`
        """Return `changes10m`."""
        return "changes" + format_duration(self.within_ms)
