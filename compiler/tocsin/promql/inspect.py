"""Questions about an expression, and the same expression with parts replaced."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from operator import add, mul, sub, truediv

from msgspec import Struct

from tocsin.promql.ast import COMPARISONS, Binary, Expr, Number, Range, Selector, Subquery, Unary

_FLIPPED = {"==": "==", "!=": "!=", "<": ">", ">": "<", "<=": ">=", ">=": "<="}
_CALCULATED: dict[str, Callable[[float, float], float]] = {"+": add, "-": sub, "*": mul, "/": truediv}


class Condition(Struct, frozen=True):
    """A comparison with a number, written with the number on the right."""

    expr: Expr
    op: str
    threshold: float


def walk(expr: Expr) -> Iterator[Expr]:
    """Yield `expr` and everything below it in reading order, parents first."""
    pending = [expr]
    while pending:
        node = pending.pop()
        yield node
        pending += node.children[::-1]


def selectors(expr: Expr) -> tuple[Selector, ...]:
    """Return every selector in reading order, repeated ones too.

    >>> from tocsin.promql import parse
    >>> [selector.metric for selector in selectors(parse("rate(a[1m]) / b"))]
    ['a', 'b']
    """
    found: list[Selector] = []
    pending = [expr]
    # Not by `walk`, which takes twice as long: most of what is asked for are leaves.
    while pending:
        node = pending.pop()
        if type(node) is Selector:
            found.append(node)
        else:
            pending += node.children[::-1]
    return tuple(found)


def may_select(selector: Selector, labels: Mapping[str, str]) -> bool:
    """Tell whether a series with these labels, and others that are not known, may satisfy what the selector asks to be equal.

    >>> from tocsin.promql.ast import Matcher
    >>> [may_select(Selector("up", (Matcher("job", "=", "a"),)), labels) for labels in ({"job": "b"}, {"pod": "b"})]
    [False, True]
    """
    return not any(matcher.op == "=" and labels.get(matcher.label, matcher.value) != matcher.value for matcher in selector.matchers)


def metrics(expr: Expr) -> tuple[str, ...]:
    """Return the names of the metrics in reading order, each once; a selector without a name has none."""
    return tuple(dict.fromkeys([node.metric for node in selectors(expr) if node.metric is not None]))


def split_condition(expr: Expr) -> Condition | None:
    """Return the parts of a filter such as `x > 0.8` or `0.8 < x`; None when `expr` is something else.

    >>> from tocsin.promql import parse
    >>> split_condition(parse("0.8 < x"))
    Condition(expr=Selector(metric='x', matchers=(), offset_ms=0, at=None), op='>', threshold=0.8)
    >>> split_condition(parse("x > 3 * 3600")).threshold
    10800.0
    """
    match expr:
        case Binary(op, left, right, False) if op in COMPARISONS:
            below, above = constant(left), constant(right)
            if above is not None and below is None:
                return Condition(left, op, above)
            if below is not None and above is None:
                return Condition(right, _FLIPPED[op], below)
            return None
        case _:
            return None


def constant(expr: Expr) -> float | None:
    """Return the number that `expr` is calculated from numbers alone; None when it reads anything, or divides by 0.

    >>> from tocsin.promql import parse
    >>> constant(parse("8 * 86400")), constant(parse("-(1 + 3) / 2")), constant(parse("2 * x")), constant(parse("1 / 0"))
    (691200.0, -2.0, None, None)
    """
    match expr:
        case Number(value):
            return value
        case Unary(inner):
            found = constant(inner)
            return None if found is None else -found
        case Binary("+" | "-" | "*" | "/" as op, left, right):
            first, second = constant(left), constant(right)
            if first is None or second is None or (op == "/" and not second):
                return None
            return _CALCULATED[op](first, second)
        case _:
            return None


def max_window_ms(expr: Expr) -> int:
    """Return how many milliseconds before the evaluation the oldest sample lies that `expr` may read.

    Windows and offsets inside one another add up. A bare selector's staleness and a Grafana variable count for nothing.

    >>> from tocsin.promql import parse
    >>> max_window_ms(parse("max_over_time(rate(a[1s] offset 500ms)[1m:])"))
    61500
    """
    match expr:
        case Selector():
            return max(0, expr.offset_ms)
        case Range(selector, window):
            return max(0, selector.offset_ms + (window if isinstance(window, int) else 0))
        case Subquery(inner, window_ms, _, offset_ms):
            return max(0, window_ms + offset_ms + max_window_ms(inner))
        case _:
            return max([max_window_ms(child) for child in expr.children], default=0)


def transform(expr: Expr, function: Callable[[Expr], Expr]) -> Expr:
    """Return `expr` with `function` applied to every node, children first; raise TypeError when a range would hold no selector."""
    changed, after = False, []
    for child in expr.children:
        new = transform(child, function)
        changed = changed or new is not child
        after.append(new)
    # What nothing was replaced in stays the same object: to make another takes longer than all else here.
    return function(expr.having(after) if changed else expr)


def substitute(expr: Expr, function: Callable[[Expr], Expr | None]) -> Expr:
    """Return `expr` with what `function` returns in place of each node for which it returns something, outermost first.

    What is put in is not looked into.

    >>> from tocsin.promql import Number, parse, to_text
    >>> to_text(substitute(parse("rate(x[5m]) / 2 > 2"), lambda node: Number(3) if node == Number(2) else None))
    'rate(x[5m]) / 3 > 3'
    """
    found = function(expr)
    if found is not None:
        return found
    changed, after = False, []
    for child in expr.children:
        new = substitute(child, function)
        changed = changed or new is not child
        after.append(new)
    return expr.having(after) if changed else expr
