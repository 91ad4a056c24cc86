"""Simplifies arithmetic with the level at which an alert is proved."""

from __future__ import annotations

import math
import operator
from collections.abc import Callable
from typing import Final

from tocsin.promql import Binary, Expr, Number, Selector

ARITHMETIC: Final[dict[str, Callable[[float, float], float]]] = {
    "+": operator.add,
    "-": operator.sub,
    "*": operator.mul,
    "/": operator.truediv,
}


def at(value: Expr, level: float) -> float:
    """Return what arithmetic is at a `level`; NaN when it reads the time, or divides by nothing.

    >>> from tocsin.promql import parse
    >>> at(parse("(3 - level) / 4"), 1.0), at(parse("time() - level"), 1.0)
    (0.5, nan)
    """
    match value:
        case Number(number):
            return number
        case Selector():
            return level
        case Binary(op, left, right):
            one, other = at(left, level), at(right, level)
            return math.nan if op == "/" and not other else ARITHMETIC[op](one, other)
        case _:
            return math.nan


def folded(op: str, one: Expr, other: Expr) -> Expr:
    """Return what two values make, calculated as far as they are numbers.

    >>> folded("*", Number(2.0), Number(3.0)), folded("-", Selector("level"), Number(0.0))
    (Number(value=6.0), Selector(metric='level', matchers=(), offset_ms=0, at=None))
    """
    if isinstance(one, Number) and isinstance(other, Number) and (op != "/" or other.value):
        return Number(ARITHMETIC[op](one.value, other.value))
    return one if other == Number(0.0) and op in "+-" else Binary(op, one, other)
