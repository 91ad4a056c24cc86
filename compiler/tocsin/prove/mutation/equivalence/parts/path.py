"""The way from the root of an expression down to the one node in which it differs from another."""

from __future__ import annotations

from collections.abc import Sequence

from tocsin.promql import Expr, Matcher, Selector
from tocsin.prove.mutation.mutant import Mutant
from tocsin.prove.mutation.rule import children


def path(before: Expr, after: Expr) -> tuple[Expr, ...]:
    """Return the nodes of `before` from its root to the node that is another in `after`, that one last; nothing when they are the same.

    >>> from tocsin.promql import parse, to_text
    >>> [to_text(node) for node in path(parse("sum(a) > 1"), parse("sum(b) > 1"))]
    ['sum(a) > 1', 'sum(a)', 'a']
    """
    if before == after:
        return ()
    ours, theirs = list(children(before)), list(children(after))
    differing = [index for index, (one, other) in enumerate(zip(ours, theirs, strict=False)) if one.node != other.node]
    if type(before) is type(after) and len(ours) == len(theirs) and len(differing) == 1:
        index = differing[0]
        if ours[index].put(theirs[index].node) == after:
            return (before, *path(ours[index].node, theirs[index].node))
    return (before,)


def paths(mutant: Mutant) -> tuple[tuple[Expr, ...], tuple[Expr, ...]]:
    """Return the nodes down to the fault, in the expression as it was written and as it became."""
    before, after = mutant.original.expr, mutant.rule.expr
    return path(before, after), path(after, before)


def lost_matcher(steps: Sequence[Expr], others: Sequence[Expr]) -> Matcher | None:
    """Return the matcher that the node at the end of the paths lost; None when it is another fault, or others ask the label too."""
    if not steps or not isinstance(steps[-1], Selector) or not isinstance(others[-1], Selector):
        return None
    rest = list(others[-1].matchers)
    gone = [matcher for matcher in steps[-1].matchers if matcher not in rest]
    return gone[0] if len(gone) == 1 and not any(matcher.label == gone[0].label for matcher in rest) else None
