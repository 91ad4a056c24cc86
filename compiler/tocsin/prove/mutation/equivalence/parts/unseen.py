"""Whether an alert could tell that a part of what it reads is 0, or no number, instead of missing."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import Final

from tocsin.promql import Aggregate, Binary, Call, Expr, Number, Range, Selector
from tocsin.prove.mutation.equivalence.parts.path import path
from tocsin.prove.mutation.rule import Rule, places

_OTHER: Final = Selector("another")


def unseen(steps: Sequence[Expr], rule: Rule, rules: Sequence[Rule], *, summed: bool = True, above: frozenset[str] = frozenset()) -> bool:
    """Tell whether no alert of `rules` can see that the last of `steps`, in `rule`, is 0 instead of missing.

    With `summed` false the same of a value of which no comparison holds that an alert makes, and which no total may hold.
    """
    for child, parent in pairwise(reversed(steps)):
        match parent:
            case Binary(">" | ">=", left, Number(limit), False) if left is child and limit > 0:
                return True
            case Binary("/", left) if left is child and parent.matching is None and summed:
                continue
            case Binary("or", _, right) if is_zero(right) and summed:
                continue
            case Aggregate("sum") | Call("sum_over_time") | Range() if summed:
                continue
            case _:
                return False
    if rule.is_alert or rule.name in above:
        return False
    return all(
        unseen(path(other.expr, put(_OTHER)), other, rules, summed=summed, above=above | {rule.name})
        for other in rules
        for node, put in places(other.expr)
        if isinstance(node, Selector) and node.metric == rule.name
    )


def is_zero(node: Expr) -> bool:
    """Tell whether `node` is `0 * …`: 0 where there is anything."""
    return isinstance(node, Binary) and node.op == "*" and node.left == Number(0.0)


def branches(node: Expr) -> list[Expr]:
    """Return a, b and c of `a or b or c`."""
    return [*branches(node.left), *branches(node.right)] if isinstance(node, Binary) and node.op == "or" else [node]
