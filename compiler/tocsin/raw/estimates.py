"""Values that are estimated, and so hardly ever exactly what they are compared with."""

from __future__ import annotations

from typing import Final

from tocsin.promql import Aggregate, Binary, Call, Expr
from tocsin.promql.ast import SET_OPERATORS

_ESTIMATES: Final = frozenset({"rate", "increase", "delta", "deriv", "predict_linear", "histogram_quantile"})
_WHOLE: Final = frozenset({"round", "floor", "ceil", "sgn", "absent", "absent_over_time", "changes", "resets", "timestamp"})


def estimated(expr: Expr) -> str | None:
    """Return the function that the values of `expr` are estimated by; None when they are whole, or counted."""
    match expr:
        case Call(function) if function in _ESTIMATES | _WHOLE or function.startswith(("count_over", "present_over")):
            return function if function in _ESTIMATES else None
        case Aggregate("count" | "group" | "count_values") | Binary(as_bool=True):
            return None
        case Binary(op, left) if op in SET_OPERATORS - {"or"}:
            return estimated(left)
        case _:
            return next((found for child in expr.children if (found := estimated(child)) is not None), None)
