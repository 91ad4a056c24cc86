"""The operands of a division or subtraction the wrong way round."""

from __future__ import annotations

from collections.abc import Iterator

from msgspec.structs import replace

from tocsin.promql import Binary, Expr
from tocsin.prove.mutation.change import Change, in_expression
from tocsin.prove.mutation.rule import Rule


def changes(rule: Rule) -> Iterator[Change]:
    """Yield the rule with the operands of each division and subtraction swapped."""
    yield from in_expression(rule, _faults)


def _faults(node: Expr) -> Iterator[tuple[Expr, str]]:
    if not isinstance(node, Binary) or node.op not in {"/", "-"}:
        return
    matching = node.matching
    if matching is not None and matching.group is not None:
        matching = replace(matching, group="left" if matching.group == "right" else "right")
    yield replace(node, left=node.right, right=node.left, matching=matching), f"the operands of `{node.op}` were swapped"
