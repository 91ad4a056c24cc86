"""Divides an alert's expression into a value, an operator and a limit, as a threshold has them."""

from __future__ import annotations

import math
from typing import Final, Literal, TypeAlias

from msgspec import Struct
from msgspec.structs import replace

from tocsin.promql import Aggregate, Binary, Call, Expr, Number, split_condition
from tocsin.promql.ast import COMPARISONS

Key: TypeAlias = Literal["above", "below", "equals"]
_KEYS: Final[dict[str, Key]] = {">": "above", "<": "below"}
_KEEPING_THE_LEFT: Final = frozenset({"and", "unless"})
MISSING: Final = frozenset({"absent", "absent_over_time"})
"""Functions whose result says that a series is not there."""
_COUNTING: Final = frozenset({"changes", "count_over_time", "resets"})
_OF_WHOLE_NUMBERS: Final = frozenset({"sum", "max", "min"})
"""Aggregations that make whole numbers of whole numbers."""
_MOST: Final = 1e9
"""Beyond what is ever counted, where every number still has a next one."""
_TRUE: Final = 1.0
_ALWAYS: Final = ("vector", (Number(_TRUE),))


class Condition(Struct, frozen=True, kw_only=True):
    """An alert fires while `value` is above, below or equal to `limit`."""

    value: Expr
    key: Key
    limit: float
    truth: bool = False
    """Whether the value only says that the condition holds, so that `{{ $value }}` is 1, and no longer what was compared."""

    @property
    def missing(self) -> bool:
        """Whether the alert is on a series that is not there."""
        return isinstance(self.value, Call) and self.value.function in MISSING


def condition(expr: Expr) -> Condition:
    """Return the condition under which an alert on `expr` fires: exactly while `expr` has a result, with the same labels.

    >>> from tocsin.promql import parse, to_text
    >>> def shown(text):
    ...     found = condition(parse(text))
    ...     return to_text(found.value), found.key, found.limit
    >>> shown("0.5 < rate(x[5m]) and on (pod) up == 1"), shown("x >= 3"), shown("absent(up)")
    (('rate(x[5m]) and on (pod) up == 1', 'above', 0.5), ('x >= bool 3', 'equals', 1.0), ('absent(up)', 'equals', 1.0))
    >>> shown("x >= 3 unless y"), shown("x > y"), shown("x > 1 or y > 2")
    (('x >= bool 3 unless y', 'equals', 1.0), ('x > bool y', 'equals', 1.0), ('(x > 1 or y > 2) ^ 0', 'equals', 1.0))
    >>> shown("count(x) >= 3"), shown("sum by (a) (changes(x[1h])) <= 2")
    (('count(x)', 'above', 2.0), ('sum by (a) (changes(x[1h]))', 'below', 3.0))
    """
    match expr:
        case Binary(op, left, _) if op in _KEEPING_THE_LEFT:
            # What is kept of the left side has its values and labels, so that they may be compared afterwards as well.
            first = condition(left)
            return replace(first, value=replace(expr, left=first.value))
        case Call(function, args) if function in MISSING or (function, args) == _ALWAYS:
            return Condition(value=expr, key="equals", limit=_TRUE)
        case _:
            return _compared(expr)


def _compared(expr: Expr) -> Condition:
    found = split_condition(expr)
    if found is not None and found.op in _KEYS and math.isfinite(found.threshold):
        return Condition(value=found.expr, key=_KEYS[found.op], limit=found.threshold)
    if found is not None and found.op == "==" and found.threshold in {0.0, _TRUE}:
        return Condition(value=found.expr, key="equals", limit=found.threshold)
    if found is not None and found.op in {">=", "<="} and _counts(found.expr) and abs(found.threshold) < _MOST:
        # The next whole number is as good, and leaves `{{ $value }}` what it was.
        above = found.op == ">="
        next_to = math.ceil(found.threshold) - 1 if above else math.floor(found.threshold) + 1
        return Condition(value=found.expr, key="above" if above else "below", limit=float(next_to))
    if isinstance(expr, Binary) and expr.op in COMPARISONS and not expr.as_bool:
        return Condition(value=replace(expr, as_bool=True), key="equals", limit=_TRUE, truth=True)
    # Any value to the power of nothing is 1, NaN and the infinities too: it holds wherever there is a result.
    return Condition(value=Binary("^", expr, Number(0.0)), key="equals", limit=_TRUE, truth=True)


def _counts(expr: Expr) -> bool:
    """Tell whether the values are surely whole numbers: who counts a thing has no half of it."""
    match expr:
        case Aggregate("count"):
            return True
        case Aggregate(op, inner) if op in _OF_WHOLE_NUMBERS:
            return _counts(inner)
        case Call(function):
            return function in _COUNTING
        case _:
            return False
