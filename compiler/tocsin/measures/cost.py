"""Money: what is held or used times its price, for each unit of something or over a time at the present pace."""

from __future__ import annotations

from msgspec import Struct
from msgspec.structs import replace

from tocsin.duration import format_duration
from tocsin.measures.measure import Aggregation, Window
from tocsin.measures.series import Series
from tocsin.promql import Binary, Expr, Number, multiply
from tocsin.units import UNITS, Unit


class Cost(Struct, frozen=True, kw_only=True):
    """What `of` costs: for `factor` units of `per`, or, without it, in `factor` seconds."""

    of: Series
    usd: float
    """US dollars a second for each of a gauge, or for each event of a counter."""
    per: Series | None
    factor: float
    floor: float = 0.0
    """Only with more than this to divide by is there a cost of each."""

    @property
    def unit(self) -> Unit:
        """US dollars; those of one unit may be small."""
        return UNITS["usd"] if self.per is None else replace(UNITS["usd"], value='{{ $value | printf "%.4g" }} USD')

    @property
    def by(self) -> tuple[str, ...]:
        """Labels that tell its values apart."""
        return self.of.by

    def value(self, *, window: Window, aggregate: Aggregation | None = None, low: bool = False, smooth: bool = False) -> Expr:  # noqa: ARG002  # money is added up
        """Return the cost; of each unit of what is not used at the moment there is none."""
        spent = multiply(self.of.total(window=window), _significant(self.usd * self.factor))
        return spent if self.per is None else Binary("/", spent, Binary(">", self.per.total(window=window), Number(self.floor)))

    def operation(self, *, window_ms: int) -> str:
        """Return `cost_5m`."""
        return "cost_" + format_duration(window_ms)


def _significant(number: float) -> float:
    # 2.50 USD an hour are 0.00069444... a second: twelve digits are a millionth of a cent in a million, and fit on a line.
    return float(f"{number:.12g}")
