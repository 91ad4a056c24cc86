"""What makes a rate of a counter."""

from __future__ import annotations

from typing import Final

from tocsin.promql import Call, Expr, walk

RATES: Final = frozenset({"rate", "irate", "increase"})


def rated(expr: Expr) -> bool:
    """Tell whether a rate is taken anywhere in `expr`."""
    return any(isinstance(node, Call) and node.function in RATES for node in walk(expr))
