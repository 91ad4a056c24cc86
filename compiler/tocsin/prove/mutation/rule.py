"""A written rule with its expression parsed, so that it can be changed and written again."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import partial
from typing import Any, NamedTuple

from msgspec import Struct
from msgspec.structs import replace

from tocsin import promql
from tocsin.duration import format_duration, parse_duration
from tocsin.promql import Aggregate, Binary, Call, Expr, Range, Subquery, Unary
from tocsin.prove.alerts.slices import WrittenRule


class Rule(Struct, frozen=True, kw_only=True):
    """An alert or a recording."""

    name: str
    is_alert: bool
    expr: Expr
    for_ms: int = 0
    keep_firing_for_ms: int = 0
    labels: Mapping[str, str]
    annotations: Mapping[str, str]

    @property
    def severity(self) -> str:
        """Return its label `severity`, empty when it has none."""
        return self.labels.get("severity", "")

    def content(self) -> dict[str, object]:
        """Return the fields of a rule file, the expression on one line."""
        waits = {"for": self.for_ms, "keep_firing_for": self.keep_firing_for_ms}
        return {
            "alert" if self.is_alert else "record": self.name,
            "expr": promql.to_text(self.expr),
            **{field: format_duration(ms) for field, ms in waits.items() if ms},
            **({"labels": dict(self.labels)} if self.labels else {}),
            **({"annotations": dict(self.annotations)} if self.annotations else {}),
        }


def parsed(written: WrittenRule) -> Rule | None:
    """Return the rule that was written; None when its expression or a duration cannot be read."""
    content: Mapping[str, Any] = written.content
    expr = promql.parse(str(content.get("expr", "")))
    waits = [parse_duration(str(content.get(field, "0s"))) for field in ("for", "keep_firing_for")]
    if isinstance(expr, promql.ParseFailure) or waits[0] is None or waits[1] is None:
        return None
    return Rule(
        name=written.name,
        is_alert=written.is_alert,
        expr=expr,
        for_ms=waits[0],
        keep_firing_for_ms=waits[1],
        labels=dict(content.get("labels") or {}),
        annotations=dict(content.get("annotations") or {}),
    )


class Place(NamedTuple):
    """A node of an expression, and the expression with another node in its place."""

    node: Expr
    put: Callable[[Expr], Expr]


def places(expr: Expr) -> Iterator[Place]:
    """Yield every node in reading order, parents first.

    >>> from tocsin.promql import Number, parse, to_text
    >>> [to_text(place.put(Number(2.0))) for place in places(parse("1 + x"))]
    ['2', '2 + x', '1 + 2']
    """
    yield Place(expr, lambda other: other)
    for child, inside in children(expr):
        for node, put in places(child):
            yield Place(node, _one_in_another(inside, put))


def _one_in_another(outer: Callable[[Expr], Expr], inner: Callable[[Expr], Expr]) -> Callable[[Expr], Expr]:
    return lambda other: outer(inner(other))


def children(expr: Expr) -> Iterator[Place]:
    """Yield the operands of a node, each with the node when it is another."""
    match expr:
        case Range(inner) | Subquery(inner) | Unary(inner):
            yield Place(inner, lambda other: replace(expr, expr=other))
        case Call(_, args):
            for index, arg in enumerate(args):
                yield Place(arg, partial(_with_argument, expr, index))
        case Aggregate(_, inner, _, _, param):
            if param is not None:
                yield Place(param, lambda other: replace(expr, param=other))
            yield Place(inner, lambda other: replace(expr, expr=other))
        case Binary(_, left, right):
            yield Place(left, lambda other: replace(expr, left=other))
            yield Place(right, lambda other: replace(expr, right=other))
        case _:
            return


def _with_argument(call: Call, index: int, other: Expr) -> Expr:
    return replace(call, args=(*call.args[:index], other, *call.args[index + 1 :]))
