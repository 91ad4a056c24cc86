"""Which series an expression reads, and which of their labels it keeps apart."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from msgspec import Struct

from tocsin.promql.ast import Aggregate, Binary, Call, Expr, Range, Selector, Subquery, Unary
from tocsin.promql.inspect import selectors

_NEW_LABELS: Final = frozenset({"label_replace", "label_join", "absent", "absent_over_time"})


class Read(Struct, frozen=True, kw_only=True):
    """A selector, and the labels that an aggregation over it keeps."""

    selector: Selector
    labels: frozenset[str]


def reads(expr: Expr, labels: frozenset[str] = frozenset()) -> Iterator[Read]:
    """Yield every selector of `expr`. Only labels that the series itself must have are told: those of a join may come from its other side.

    >>> from tocsin.promql import parse
    >>> [(read.selector.metric, sorted(read.labels)) for read in reads(parse("sum by (le, zone) (rate(a[5m])) / b"))]
    [('a', ['le', 'zone']), ('b', [])]
    >>> [(read.selector.metric, sorted(read.labels)) for read in reads(parse("sum by (zone) (a * 2) + sum by (zone) (b * c)"))]
    [('a', ['zone']), ('b', []), ('c', [])]
    """
    match expr:
        case Selector():
            yield Read(selector=expr, labels=labels)
        case Range(inner) | Subquery(inner) | Unary(inner):
            yield from reads(inner, labels)
        case Call(function, args):
            for argument in args:
                yield from reads(argument, frozenset() if function in _NEW_LABELS else labels)
        case Aggregate(_, inner, kept, without, param):
            yield from reads(inner, frozenset() if without else frozenset(kept))
            if param is not None:
                yield from reads(param)
        case Binary(_, left, right):
            both = bool(selectors(left)) and bool(selectors(right))
            for side in (left, right):
                yield from reads(side, frozenset() if both else labels)
        case _:
            return
