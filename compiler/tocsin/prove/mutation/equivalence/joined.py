"""A matcher that the other side of a join demands, too."""

from __future__ import annotations

from itertools import pairwise

from msgspec.structs import replace

from tocsin import promql
from tocsin.promql import Aggregate, Binary, Call, Expr, Matcher, Matching, Range, Selector, Subquery, Unary
from tocsin.prove.mutation.equivalence.parts.path import lost_matcher, paths
from tocsin.prove.mutation.equivalence.parts.world import World
from tocsin.prove.mutation.mutant import Mutant

_NO_JOIN = frozenset({"or", "unless"})
_SUCH = "such as the matcher takes"
"""Stands for all of these."""


def reason(mutant: Mutant, world: World) -> str:  # noqa: ARG001  # as the other reasons
    """Return that the series which would come in find no partner: the matcher refuses them, and takes all of the other side."""
    steps, others = paths(mutant)
    lost = lost_matcher(steps, others)
    if lost is None or (lost.op == "=" and not lost.value):
        return ""
    # From the selector upwards, as long as whatever came in keeps the label that tells it apart.
    for child, parent in pairwise(reversed(steps)):
        if isinstance(parent, Binary) and (other := _partner(parent, child)) is not None:
            if not _matched(parent.matching, lost.label):
                return ""
            demands = parent.op not in _NO_JOIN or (parent.op == "unless" and parent.right is child)
            if demands and _demands(other, lost):
                asked = f"{lost.label}{lost.op}{lost.value}"
                return f"the other side of `{parent.op}` has `{asked}`, and only series with the same are joined"
        elif not _keeps(parent, lost.label):
            return ""
    return ""


def _demands(expr: Expr, matcher: Matcher) -> bool:
    """Tell whether each sample of `expr` has a label that `matcher` takes: as it would have the one that is asked for by equality."""
    equal = matcher if matcher.op == "=" else Matcher(matcher.label, "=", _SUCH)

    def asking(node: Expr) -> Expr:
        if not isinstance(node, Selector):
            return node
        return replace(node, matchers=tuple(equal if each == matcher else each for each in node.matchers))

    # What is absent has a label that is asked for by equality alone.
    missing = matcher is not equal and any(isinstance(node, Call) and node.function.startswith("absent") for node in promql.walk(expr))
    return not missing and promql.output_labels(promql.transform(expr, asking)).fixed.get(matcher.label) == equal.value


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
