"""A comparison the wrong way round."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from msgspec.structs import replace

from tocsin.promql import Binary, Expr
from tocsin.prove.mutation.change import Change, in_expression
from tocsin.prove.mutation.rule import Rule

_FLIPPED: Final = {">": "<", "<": ">", ">=": "<=", "<=": ">=", "==": "!=", "!=": "=="}


def changes(rule: Rule) -> Iterator[Change]:
    """Yield the rule with each comparison flipped."""
    yield from in_expression(rule, _faults)


def _faults(node: Expr) -> Iterator[tuple[Expr, str]]:
    if isinstance(node, Binary) and node.op in _FLIPPED:
        yield replace(node, op=_FLIPPED[node.op]), f"`{node.op}` became `{_FLIPPED[node.op]}`"
