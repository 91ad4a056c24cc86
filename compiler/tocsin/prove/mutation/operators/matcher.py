"""A matcher that is missing, so that series of others count."""

from __future__ import annotations

from collections.abc import Iterator

from msgspec.structs import replace

from tocsin.promql import Expr, Selector
from tocsin.prove.mutation.change import Change, in_expression
from tocsin.prove.mutation.rule import Rule


def changes(rule: Rule) -> Iterator[Change]:
    """Yield the rule without each of its matchers."""
    yield from in_expression(rule, _faults)


def _faults(node: Expr) -> Iterator[tuple[Expr, str]]:
    if not isinstance(node, Selector) or (node.metric is None and len(node.matchers) == 1):
        return
    for index, matcher in enumerate(node.matchers):
        rest = (*node.matchers[:index], *node.matchers[index + 1 :])
        yield replace(node, matchers=rest), f"`{node.metric}` lost `{matcher.label}{matcher.op}{matcher.value}`"
