"""A limit that is a tenth too high or too low."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from msgspec.structs import replace

from tocsin import promql
from tocsin.promql import Binary, Expr, Number
from tocsin.promql.ast import COMPARISONS
from tocsin.prove.mutation.change import Change, in_expression
from tocsin.prove.mutation.rule import Rule

_FACTORS: Final = (0.9, 1.1)
_STEP: Final = 0.1
"""By how much 0 is moved, which has no tenth."""


def changes(rule: Rule) -> Iterator[Change]:
    """Yield the rule with what each comparison compares with moved by a tenth, both ways."""
    yield from in_expression(rule, _faults)


def _faults(node: Expr) -> Iterator[tuple[Expr, str]]:
    if not isinstance(node, Binary) or node.op not in COMPARISONS:
        return
    on_left = isinstance(node.left, Number)
    for factor in _FACTORS:
        limit = _moved(node.left if on_left else node.right, factor)
        other = replace(node, left=limit) if on_left else replace(node, right=limit)
        yield other, f"the limit of `{node.op}` became `{promql.to_text(limit)}`"


def _moved(limit: Expr, factor: float) -> Expr:
    match limit:
        case Number(0.0):
            return Number(-_STEP if factor < 1 else _STEP)
        case Number(value):
            return Number(float(f"{value * factor:.12g}"))
        case _:
            return promql.multiply(factor, limit)
