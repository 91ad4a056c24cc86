"""A label that a total lost where it then has no partner, and where nothing but a partner of it counts."""

from __future__ import annotations

from typing import Final

from msgspec.structs import replace

from tocsin.promql import Aggregate, Expr, Selector, substitute
from tocsin.prove.mutation.equivalence.parts.path import paths
from tocsin.prove.mutation.equivalence.parts.residue import residues
from tocsin.prove.mutation.equivalence.parts.world import World
from tocsin.prove.mutation.mutant import Mutant
from tocsin.prove.mutation.rule import places

_ANOTHER: Final = Selector("another")


def reason(mutant: Mutant, world: World) -> str:  # noqa: ARG001  # as the other reasons
    """Return that what is left is the same whether or not the total without the label exists, beside what has the label or lacks it."""
    before, after = mutant.original.expr, mutant.rule.expr
    steps, others = paths(mutant)
    if not steps or mutant.rule != replace(mutant.original, expr=after):
        return ""
    whole, less = steps[-1], others[-1]
    if not isinstance(whole, Aggregate) or not isinstance(less, Aggregate) or replace(less, labels=whole.labels) != whole:
        return ""
    lost = [label for label in whole.labels if label not in less.labels]
    if whole.without or len(lost) != 1:
        return ""
    # Among the values of one set of labels the total is one that may exist whether or not the one with the label does.
    standing = next((put(_apart(whole)) for node, put in places(before) if node == whole and put(less) == after), before)
    left = residues(before, standing)
    if left is None or any(one != other for one, other in left):
        return ""
    return f"without `{lost[0]}` it has no partner, and nothing else of it counts"


def _apart(node: Expr) -> Expr:
    return substitute(node, lambda each: _ANOTHER if isinstance(each, Selector) else None)
