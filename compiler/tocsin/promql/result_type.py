"""What an expression is evaluated to: only a vector can be compared with a limit, drawn or recorded."""

from __future__ import annotations

from typing import Literal

from tocsin.promql.ast import Binary, Call, Expr, Number, Range, String, Subquery, Unary
from tocsin.promql.labels import SCALAR_FUNCTIONS

ResultType = Literal["vector", "scalar", "range", "string"]


def result_type(expr: Expr) -> ResultType:
    """Return the type of a result.

    https://prometheus.io/docs/prometheus/latest/querying/basics/#expression-language-data-types

    >>> from tocsin.promql import parse
    >>> [result_type(parse(text)) for text in ("x", "x[5m]", "rate(x[5m]) > 1", "2 * time()", '"text"', "-vector(1)")]
    ['vector', 'range', 'vector', 'scalar', 'string', 'vector']
    """
    match expr:
        case Number():
            return "scalar"
        case String():
            return "string"
        case Range() | Subquery():
            return "range"
        case Unary(inner):
            return result_type(inner)
        case Call(function):
            return "scalar" if function in SCALAR_FUNCTIONS else "vector"
        case Binary(_, left, right):
            return "scalar" if result_type(left) == result_type(right) == "scalar" else "vector"
        case _:
            return "vector"
