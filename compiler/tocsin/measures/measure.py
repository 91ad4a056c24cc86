"""What every measure can say of itself."""

from __future__ import annotations

from typing import Literal, Protocol

from tocsin.promql import Expr
from tocsin.units import Unit

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
