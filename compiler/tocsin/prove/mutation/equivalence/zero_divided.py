"""What divides a 0, and so decides only whether the quotient is 0 or missing, where an alert fires at neither."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import Final

from tocsin.promql import Aggregate, Binary, Expr, Range
from tocsin.prove.mutation.equivalence.parts.path import path
from tocsin.prove.mutation.equivalence.parts.unseen import branches, is_zero, unseen
from tocsin.prove.mutation.equivalence.parts.world import World
from tocsin.prove.mutation.mutant import Mutant

_REASON: Final = "it only counts where nothing that is divided has a series, and 0 by it is 0 or missing: the alert fires at neither"


def reason(mutant: Mutant, world: World) -> str:  # noqa: ARG001  # as the other reasons
    """Return that the fault is in the `x` of `(p or 0 * …) / (((x + p) or x or p) > 0)`: where `x` counts there is no `p`.

    The `x` that is wrong must be missing whenever the right one is: otherwise it may count where there is a `p`.
    """
    steps = path(mutant.original.expr, mutant.rule.expr)
    for index, (division, guard) in enumerate(pairwise(steps)):
        if not isinstance(division, Binary) or division.op != "/" or guard is not division.right or not isinstance(guard, Binary):
            continue
        part, below = division.left, steps[index + 2 :]
        alone = isinstance(part, Binary) and part.op == "or" and is_zero(part.right) and division.matching is None
        if alone and guard.op == ">" and below and below[0] is guard.left and _is_other(part, guard.left, below, mutant):
            return _REASON if unseen(steps[: index + 1], mutant.original, mutant.subject.rules) else ""
    return ""


def _is_other(part: Expr, whole: Expr, below: Sequence[Expr], mutant: Mutant) -> bool:
    """Tell whether the fault is in a branch of `whole` that counts only where the dividend of `part` has no series."""
    assert isinstance(part, Binary)  # noqa: S101  # it is an `or`
    both, *alone = branches(whole)
    if not isinstance(both, Binary) or both.op != "+" or both.matching is not None:
        return False
    found = next((branch for branch in alone if any(branch is step for step in below)), None)
    if found is None or found == part.left or {found, part.left} != {both.left, both.right}:
        return False
    last, after = below[-1], path(mutant.rule.expr, mutant.original.expr)[-1]
    match last, after:
        case Aggregate(), Aggregate():
            return last is found and after == last._replace(op=after.op)
        case Range(_, int(window)), Range(_, int(shorter)):
            return shorter < window and after == last._replace(window=shorter)
        case _:
            return False
