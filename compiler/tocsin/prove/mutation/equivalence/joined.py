"""A matcher that the other side of a join demands, too."""

from __future__ import annotations

from itertools import pairwise

from tocsin import promql
from tocsin.promql import Aggregate, Binary, Call, Expr, Matching, Range, Selector, Subquery, Unary
from tocsin.prove.mutation.equivalence.parts.path import lost_matcher, paths
from tocsin.prove.mutation.equivalence.parts.world import World
from tocsin.prove.mutation.mutant import Mutant

_NO_JOIN = frozenset({"or", "unless"})


def reason(mutant: Mutant, world: World) -> str:  # noqa: ARG001  # as the other reasons
    """Return that the series which would come in find no partner: they lack a label value that all of the other side have."""
    steps, others = paths(mutant)
    lost = lost_matcher(steps, others)
    if lost is None:
        return ""
    label, value = lost
    # From the selector upwards, as long as whatever came in keeps the label that tells it apart.
    for child, parent in pairwise(reversed(steps)):
        if isinstance(parent, Binary) and (other := _partner(parent, child)) is not None:
            if not _matched(parent.matching, label):
                return ""
            demands = parent.op not in _NO_JOIN or (parent.op == "unless" and parent.right is child)
            if demands and promql.output_labels(other).fixed.get(label) == value:
                return f"the other side of `{parent.op}` has `{label}={value}`, and only series with the same are joined"
        elif not _keeps(parent, label):
            return ""
    return ""


def _partner(node: Binary, child: Expr) -> Expr | None:
    """Return the vector that `child` is joined with; None when the other side is a number."""
    other = node.left if node.right is child else node.right
    return None if promql.result_type(other) == "scalar" else other


def _matched(matching: Matching | None, label: str) -> bool:
    if matching is None:
        return True
    return matching.group is None and (label in matching.labels) != matching.ignoring


def _keeps(node: Expr, label: str) -> bool:
    """Tell whether series that differ in `label` before `node` still do after it."""
    match node:
        case Aggregate(_, _, labels, without):
            return (label in labels) != without
        case Call(function):
            return not function.startswith(("absent", "label_", "scalar", "vector"))
        case Range() | Subquery() | Unary() | Binary() | Selector():
            return True
        case _:
            return False
