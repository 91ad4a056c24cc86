"""A condition that is joined the wrong way, or of which one side is missing."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from msgspec.structs import replace

from tocsin.promql import Binary, Expr
from tocsin.prove.mutation.change import Change, in_expression
from tocsin.prove.mutation.rule import Rule

_OTHER: Final = {"and": "or", "or": "and", "unless": "and"}


def changes(rule: Rule) -> Iterator[Change]:
    """Yield the rule with each `and`, `or` and `unless` replaced, and with only one of its sides."""
    yield from in_expression(rule, _faults)


def _faults(node: Expr) -> Iterator[tuple[Expr, str]]:
    if isinstance(node, Binary) and node.op in _OTHER:
        yield replace(node, op=_OTHER[node.op]), f"`{node.op}` became `{_OTHER[node.op]}`"
        yield node.left, f"the right side of `{node.op}` was lost"
        if node.op != "unless":
            yield node.right, f"the left side of `{node.op}` was lost"
