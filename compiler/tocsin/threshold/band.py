"""What is usual of a value, of which an alert tells that it is too far away."""

from msgspec import Struct

from tocsin.promql import Expr
from tocsin.units import Unit


class Band(Struct, frozen=True, kw_only=True):
    """A value and its mean, both in `unit`; what lies so many deviations around the mean is usual."""

    value: Expr
    mean: Expr
    deviation: Expr
    unit: Unit
    sides: tuple[str, ...]
    """On which sides of the mean it is bad: `above`, `below`."""
