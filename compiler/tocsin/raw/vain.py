"""Conditions besides that decide nothing, because of what values there are."""

from __future__ import annotations

from collections.abc import Iterator

from msgspec import Struct

from tocsin.promql import Binary, Expr, Number, walk
from tocsin.raw.known import Knowledge
from tocsin.raw.span_of_values import Span, span_of


class Vain(Struct, frozen=True):
    """A condition that always or never holds."""

    holds: bool
    values: Span

    @property
    def said(self) -> str:
        """Return that in words."""
        greatest = "" if self.values.greatest == float("inf") else f" to {self.values.greatest:g}"
        return f"this {'always' if self.holds else 'never'} holds: the values are from {self.values.least:g}{greatest}"


def conditions(expr: Expr) -> tuple[Expr, ...]:
    """Return what must hold besides, or must not, for `expr` to be anything, in the order in which it was said."""
    asked = [node.right for node in walk(expr) if isinstance(node, Binary) and node.op in {"and", "unless"}]
    return tuple(each for right in reversed(asked) for each in _each(right))


def vain(condition: Expr, knowledge: Knowledge) -> Vain | None:
    """Return why a condition decides nothing; None when it may, or nobody knows."""
    if not isinstance(condition, Binary) or not isinstance(condition.right, Number):
        return None
    values, limit = span_of(condition.left, knowledge), condition.right.value
    if values is None:
        return None
    if values.never(condition.op, limit):
        return Vain(holds=False, values=values)
    return Vain(holds=True, values=values) if values.always(condition.op, limit) else None


def _each(expr: Expr) -> Iterator[Expr]:
    if isinstance(expr, Binary) and expr.op == "and":
        yield from _each(expr.left)
        yield from _each(expr.right)
    else:
        yield expr
