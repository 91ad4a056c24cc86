"""Works back from a wanted value of an expression to the values that its series must have, by undoing each operation."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Final, TypeAlias

from msgspec import Struct
from msgspec.structs import replace

from tocsin.adopt.arithmetic import ARITHMETIC, at, folded
from tocsin.promql import Aggregate, Binary, Call, Expr, Matcher, Number, Range, Selector, Subquery, equals, split_condition
from tocsin.promql.ast import COMPARISONS

_OF_ONE_THE_SAME: Final = frozenset({"sum", "avg", "max", "min"})
_OF_A_CONSTANT_THE_SAME: Final = frozenset({"avg_over_time", "max_over_time", "min_over_time", "last_over_time"})
_THERE_WHERE_ANY_IS: Final = _OF_ONE_THE_SAME | {"count", "group"}
_MIRRORED: Final = {">": "<", "<": ">", ">=": "<=", "<=": ">="}
_DIGITS: Final = 9
_NOTHING: Final = Number(0.0)
_ONE: Final = Number(1.0)
_STEADY: Final = Number(10.0)
"""What stays as it is while something beside it moves: what a share is a share of."""
_UNDONE: Final = {"+": "-", "-": "+", "*": "/", "/": "*"}
_KEPT: Final = {"+": _NOTHING, "-": _STEADY, "*": _ONE}
"""Where one side is kept while the other moves."""
AROUND: Final = (0.8, 0.9, 1.0, 1.1, 1.2)
"""Where a value is while it is proved, as multiples of its limit."""
_FAR: Final = 100.0
"""How many times its limit a quantile may be: another rule may ask for more of the same."""


class Driven(Struct, frozen=True, kw_only=True):
    """What the series of a selector must be."""

    asked: Selector
    value: Expr
    counted: bool = False
    """Whether they count so much a second."""
    more: tuple[Matcher, ...] = ()
    """What they have besides: the edge of a bucket."""
    summed: bool = False
    """Whether others that the selector takes are added to it."""


Known: TypeAlias = tuple[Driven, ...]


def ways(expr: Expr, wanted: Expr, limit: float, known: Known = ()) -> Iterator[Known]:
    """Yield what may be said of the series in `expr` for it to be `wanted`, beside what is `known`; nothing when that cannot be told.

    `wanted` is arithmetic with `level` and `time()`; `limit` is where `level` matters, by which the edges of buckets are chosen.

    >>> from tocsin.promql import parse, to_text
    >>> def first(text):
    ...     found = next(ways(parse(text), Selector("level"), 0.9), ())
    ...     return {to_text(each.asked): to_text(each.value) for each in found}
    >>> first("(size - free) / size"), first("used / (used + free)")
    ({'size': '10', 'free': '10 - level * 10'}, {'used': 'level * 10', 'free': '10 - level * 10'})
    """
    match expr:
        case Selector():
            yield from _put(Driven(asked=expr, value=wanted), known)
        case Call():
            yield from _of_call(expr, wanted, limit, known)
        case Aggregate(op, inner) if op in _OF_ONE_THE_SAME:
            for found in ways(inner, wanted, limit, known):
                new = found[len(known) :]
                yield (*known, *(replace(each, summed=op == "sum" and not expr.without) for each in new))
        case Binary(op) if op in ARITHMETIC:
            yield from _calculated(expr, wanted, limit, known)
        case Binary():
            yield from _of_condition(expr, wanted, limit, known)
        case _:
            return


def _of_call(call: Call, wanted: Expr, limit: float, known: Known) -> Iterator[Known]:
    match call:
        case Call("rate" | "irate", (Range(selector),)):
            yield from _put(Driven(asked=selector, value=wanted, counted=True), known)
        case Call("increase", (Range(selector, int(window)),)):
            yield from _put(Driven(asked=selector, value=Binary("/", wanted, Number(window / 1000)), counted=True), known)
        case Call(function, (Range(selector),)) if function in _OF_A_CONSTANT_THE_SAME:
            yield from _put(Driven(asked=selector, value=wanted), known)
        case Call(function, (Subquery(inner, offset_ms=0, at=None),)) if function in _OF_A_CONSTANT_THE_SAME:
            yield from ways(inner, wanted, limit, known)
        case Call("abs" | "scalar", (inner,)):
            yield from ways(inner, wanted, limit, known)
        case Call("clamp_min", (inner, Number(least))) if isinstance(wanted, Number) and wanted.value >= least:
            yield from ways(inner, wanted, limit, known)
        case Call("histogram_quantile", (Number(share), inner)):
            yield from _quantile(share, inner, wanted, limit, known)
        case _:
            return


def _of_condition(expr: Binary, wanted: Expr, limit: float, known: Known) -> Iterator[Known]:
    match expr:
        case Binary("^", inner, Number(0.0)):
            yield from _holding(inner, wanted, limit, known)
        case Binary("and", value, guard):
            for found in ways(value, wanted, limit, known):
                yield from _holding(guard, _ONE, limit, found)
        case Binary("or" | "unless", value):  # what would be taken in its place, or takes it away, is not there
            yield from ways(value, wanted, limit, known)
        case Binary(op, as_bool=True) if op in COMPARISONS:
            yield from _holding(replace(expr, as_bool=False), wanted, limit, known)
        case Binary(op, value, Number(least)) if op in COMPARISONS and isinstance(wanted, Number):
            if COMPARISONS[op](wanted.value, least):
                yield from ways(value, wanted, limit, known)
        case _:
            return


def _put(new: Driven, known: Known) -> Iterator[Known]:
    if new.asked.offset_ms or new.asked.at is not None:
        return
    same = [each for each in known if each.asked == new.asked]
    if not same:
        yield (*known, new)
    elif all(not each.more and (each.value, each.counted) == (new.value, new.counted) for each in same):
        yield known


def _value(expr: Expr, known: Known) -> Expr | None:
    """Return what an expression is by what is known; None when that is not known."""
    match expr:
        case Number():
            return expr
        case Selector():
            return _said(expr, known, counted=False)
        case Call("rate" | "irate", (Range(selector),)):
            return _said(selector, known, counted=True)
        case Aggregate(op, inner) if op in _OF_ONE_THE_SAME:
            return _value(inner, known)
        case Binary(op, left, right) if op in ARITHMETIC:
            one, other = _value(left, known), _value(right, known)
            return None if one is None or other is None else folded(op, one, other)
        case _:
            return None


def _said(selector: Selector, known: Known, *, counted: bool) -> Expr | None:
    return next((each.value for each in known if each.asked == selector and not each.more and each.counted == counted), None)


def _calculated(expr: Binary, wanted: Expr, limit: float, known: Known) -> Iterator[Known]:
    """Yield what drives one side, where the other is known or may be kept where it is."""
    op, left, right = expr.op, expr.left, expr.right
    if op == "-" and isinstance(left, Call) and left.function == "time":
        yield from ways(right, Binary("-", left, wanted), limit, known)
        return
    one, other = _value(left, known), _value(right, known)
    if other is not None:
        if other != _NOTHING or op in "+-":
            yield from ways(left, folded(_UNDONE[op], wanted, other), limit, known)
    elif one is not None:
        if op in "+-" or (op == "*" and one != _NOTHING):
            yield from ways(right, folded("-", one, wanted) if op == "-" else folded(_UNDONE[op], wanted, one), limit, known)
    elif op == "/":
        for found in ways(left, folded("*", wanted, _STEADY), limit, known):
            yield from ways(right, _STEADY, limit, found)
    else:
        yield from _beside(expr, wanted, limit, known)


def _beside(expr: Binary, wanted: Expr, limit: float, known: Known) -> Iterator[Known]:
    """Yield what drives one side while the other is kept where it is."""
    for side in (expr.right, expr.left):
        for found in ways(side, _KEPT[expr.op], limit, known):
            if found != known:
                yield from _calculated(expr, wanted, limit, found)


def _quantile(share: float, buckets: Expr, wanted: Expr, limit: float, known: Known) -> Iterator[Known]:
    """Yield what a histogram has counted: between nothing and far above the limit are as many as bring the quantile to what is wanted.

    https://prometheus.io/docs/prometheus/latest/querying/functions/#histogram_quantile: it is interpolated between two edges.
    """
    middle = at(wanted, limit)
    if not 0 < share < 1 or not middle > 0 or not math.isfinite(middle):
        return
    edge = _FAR * middle
    within = Number(round(_STEADY.value * min(share, 1 - share), _DIGITS))
    over = Binary("*", folded("/", wanted, Number(edge)), within)
    under = Binary("-", Number(round(_STEADY.value * share, _DIGITS)), over)
    for found in ways(buckets, _STEADY, limit, known):
        *before, last = found
        if tuple(before) == known and not any(each.label == "le" for each in last.asked.matchers):
            edges = (("0.0", under), (repr(edge), Binary("+", under, within)), ("+Inf", _STEADY))
            seconds = Number(round(_STEADY.value / at(last.value, limit), _DIGITS))  # of an increase: how many it is over
            parts = ((text, value if seconds == _ONE else Binary("/", value, seconds)) for text, value in edges)
            yield (*known, *(replace(last, value=value, more=(equals("le", text),)) for text, value in parts))


def _holding(condition: Expr, on: Expr, limit: float, known: Known) -> Iterator[Known]:
    """Yield what lets a condition hold while `on` is 1, and not while it is 0."""
    match condition:
        case Binary("and", first, second):
            for found in _holding(first, on, limit, known):
                yield from _holding(second, _ONE, limit, found)
        case Binary("or" | "unless", first):
            yield from _holding(first, on, limit, known)
        case Binary(op, left, right, as_bool=False) if op in COMPARISONS:
            yield from _comparing(condition, left, right, on, limit, known)
        case Aggregate(op, inner) if op in _THERE_WHERE_ANY_IS and on != _ONE:
            yield from _holding(inner, on, limit, known)
        case Binary(op, left, right) if op in ARITHMETIC and on != _ONE:
            for one, other in ((left, right), (right, left)):
                for found in _holding(one, on, limit, known):
                    yield from ways(other, _ONE, limit, found)
        case _ if on == _ONE:
            yield from (known,) if _value(condition, known) is not None else ways(condition, _STEADY, limit, known)


def _comparing(condition: Binary, left: Expr, right: Expr, on: Expr, limit: float, known: Known) -> Iterator[Known]:
    found = split_condition(condition)
    if found is not None:
        there = _value(found.expr, known)
        if there is not None:
            holds = on == _ONE and all(COMPARISONS[found.op](at(there, part * limit), found.threshold) for part in AROUND)
            yield from (known,) if holds else ()
        else:
            yield from ways(found.expr, _held(found.op, found.threshold, on), limit, known)
        return
    for side, other, op in ((left, right, condition.op), (right, left, _MIRRORED.get(condition.op, condition.op))):
        for beside in ways(other, _STEADY, limit, known):
            yield from ways(side, _held(op, _STEADY.value, on), limit, beside)


def _held(op: str, limit: float, on: Expr) -> Expr:
    """Return what compares with a limit while `on` is 1, and does not while it is 0."""
    step = 1.0 if abs(limit) >= 1 or not limit else abs(limit) / 10
    first, sign = {">": (0, 1), ">=": (-1, 1), "<": (0, -1), "<=": (1, -1), "==": (1, -1), "!=": (0, 1)}[op]
    moved = folded("*", on, Number(step)) if step != 1 else on
    return folded("+" if sign > 0 else "-", Number(limit + first * step), moved)
