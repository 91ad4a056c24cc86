"""The unit of an expression's values, where that follows from the units of its series."""

from __future__ import annotations

from decimal import Decimal
from typing import Final

from tocsin.promql import Aggregate, Binary, Call, Expr, Number, Range, Selector, String, Subquery, Unary, selectors
from tocsin.promql.ast import COMPARISONS
from tocsin.raw.known import Knowledge
from tocsin.units import MOMENTS, UNITS, Unit, rate_of

_SAME_UNIT: Final = """
    abs ceil floor round clamp clamp_min clamp_max sort sort_desc label_replace label_join delta idelta increase predict_linear
    avg_over_time max_over_time min_over_time sum_over_time last_over_time quantile_over_time stddev_over_time mad_over_time
"""
_SAME: Final = frozenset(_SAME_UNIT.split())
_KEEPING: Final = frozenset({"sum", "avg", "max", "min", "topk", "bottomk", "quantile", "stddev"})


def unit_of(expr: Expr, knowledge: Knowledge) -> Unit | None:
    """Return the unit of the values of `expr`; None when it cannot be told."""
    match expr:
        case Selector(metric):
            known = knowledge.of(metric)
            return None if known is None or known.bare else known.value
        case Range(inner) | Subquery(inner) | Unary(inner):
            return unit_of(inner, knowledge)
        case Aggregate(op, inner):
            return unit_of(inner, knowledge) if op in _KEEPING else UNITS["count"] if op == "count" else None
        case Call():
            return _called(expr, knowledge)
        case Binary():
            return _combined(expr, knowledge)
        case _:
            return None


def differ(one: Unit, other: Unit) -> bool:
    """Tell whether two units surely measure different things, or the same in different steps.

    What is counted is not told apart, and what has no dimension may be called a count, a factor or a ratio.
    """
    loose = {"count", "factor", "other", "rate", "currency_rate"}
    if one.dimension in loose or other.dimension in loose:
        return False
    return (one.dimension, one.scale) != (other.dimension, other.scale)


def _called(expr: Call, knowledge: Knowledge) -> Unit | None:
    vector = next((each for each in expr.args if not isinstance(each, Number | String)), None)
    if expr.function in {"time", "timestamp"}:
        return UNITS["timestamp_seconds"]
    inner = None if vector is None else unit_of(vector, knowledge)
    if inner is None:
        return None
    if expr.function == "histogram_quantile":
        return _observed(vector, knowledge)
    if expr.function in {"rate", "irate", "deriv"}:
        return rate_of(inner)
    return inner if expr.function in _SAME else None


def _observed(vector: Expr | None, knowledge: Knowledge) -> Unit | None:
    """Return the unit of the observations that the only histogram of `vector` counts."""
    while vector is not None and not isinstance(vector, Selector):
        vector = next(iter(_vectors(vector)), None)
    known = knowledge.of(vector.metric) if isinstance(vector, Selector) else None
    return known.unit if known is not None else None


def _vectors(expr: Expr) -> tuple[Expr, ...]:
    match expr:
        case Aggregate(_, inner) | Range(inner) | Subquery(inner):
            return (inner,)
        case Call(_, args):
            return tuple(each for each in args if not isinstance(each, Number | String))
        case _:
            return ()


def _combined(expr: Binary, knowledge: Knowledge) -> Unit | None:
    if expr.as_bool:
        return UNITS["bool"]
    left, right = unit_of(expr.left, knowledge), unit_of(expr.right, knowledge)
    match expr.op:
        case "and" | "unless":
            return left
        case "or":
            return left if left == right else None
        case op if op in COMPARISONS:
            return left if not isinstance(expr.left, Number) else right
        case "+" | "-":
            return _added(expr, left, right)
        case "*" | "/":
            return _scaled(expr, left, right, knowledge)
        case _:
            return None


def _added(expr: Binary, left: Unit | None, right: Unit | None) -> Unit | None:
    stamp = UNITS["timestamp_seconds"]
    if expr.op == "-" and left == right == stamp:
        return UNITS["seconds"]
    if isinstance(expr.left, Number):
        return right
    if isinstance(expr.right, Number):
        return left
    return left if left == right else None


def _scaled(expr: Binary, left: Unit | None, right: Unit | None, knowledge: Knowledge) -> Unit | None:
    match expr.left, expr.right:
        case Binary("*", Number(factor), part) | Binary("*", part, Number(factor)), whole if expr.op == "/" and not isinstance(
            whole, Number
        ):
            share = unit_of(Binary("/", part, whole), knowledge)  # `100 * some / all` is a hundred times the share
            return None if share is None else times(share, factor)
        case _, Number(factor) if left is not None:
            return times(left, 1 / factor if expr.op == "/" and factor else factor)
        case Number(factor), _ if right is not None and expr.op == "*":
            return times(right, factor)
        case _:
            pass
    if expr.op == "/" and (mean := _mean(expr, knowledge)) is not None:
        return mean
    if expr.op == "/" and left is not None and right is not None and left.dimension == right.dimension and left.scale == right.scale:
        return UNITS["ratio"] if left.name == right.name else None
    return None


def _mean(expr: Binary, knowledge: Knowledge) -> Unit | None:
    """Return the unit of the observations whose sum is divided by their count."""
    sides = [selectors(side) for side in (expr.left, expr.right)]
    if any(len(side) != 1 for side in sides):
        return None
    total, count = (knowledge.of(side[0].metric) for side in sides)
    if total is None or count is None or (total.metric, total.part, count.part) != (count.metric, "_sum", "_count"):
        return None
    return total.unit


def times(unit: Unit, factor: float) -> Unit | None:
    """Return the unit of values that are `factor` times as large: a hundredth of a percentage is a ratio; None when it has no name.

    >>> [times(UNITS[name], factor).name for name, factor in (("ratio", 100), ("seconds", 1000), ("bytes", 1 / 1024**2))]
    ['percent', 'milliseconds', 'MiB']
    """
    if factor <= 0:
        return None
    if unit.dimension == "ratio" and factor == 100:  # noqa: PLR2004  # per cent
        return UNITS["percent"]
    if unit.dimension == "percent":
        return UNITS["ratio"] if abs(factor - 0.01) < 1e-12 else None  # noqa: PLR2004  # per cent
    scale = unit.scale / Decimal(factor)
    found = (each for each in UNITS.values() if each.dimension == unit.dimension and each.dimension not in {"count", "other", "ratio"})
    moment = unit.name in MOMENTS  # a time stays one, and a duration becomes none
    return next((each for each in found if (each.name in MOMENTS) == moment and abs(each.scale / scale - 1) < Decimal("1e-9")), None)
