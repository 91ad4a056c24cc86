"""What divides a 0, and so decides only whether the quotient is 0 or missing, where an alert fires at neither."""

from __future__ import annotations

from itertools import pairwise
from typing import Final

from tocsin.promql import Binary, Expr
from tocsin.prove.mutation.equivalence.parts.path import paths
from tocsin.prove.mutation.equivalence.parts.residue import ZERO, residues
from tocsin.prove.mutation.equivalence.parts.unseen import unseen
from tocsin.prove.mutation.equivalence.parts.world import World
from tocsin.prove.mutation.mutant import Mutant

_REASON: Final = "it only counts where nothing is divided, and 0 by it is 0 or missing: the alert fires at neither"


def reason(mutant: Mutant, world: World) -> str:  # noqa: ARG001  # as the other reasons
    """Return that a fault in a divisor changes something only where the dividend is 0, whatever exists of what they read.

    Such is the `x` of `(p or 0 * …) / (((x + p) or x or p) > 0)`, which only counts where there is no `p`.
    """
    steps, faulty = paths(mutant)
    for index, ((before, below), after) in enumerate(zip(pairwise(steps), faulty, strict=False)):
        divides = isinstance(before, Binary) and before.op == "/" and before.right is below and before.matching is None
        if divides and _only_of_zero(before, after):
            return _REASON if unseen(steps[: index + 1], mutant.original, mutant.subject.rules) else ""
    return ""


def _only_of_zero(before: Expr, after: Expr) -> bool:
    left = residues(before, after)
    return left is not None and all(one == other or (_none_or_zero(one) and _none_or_zero(other)) for one, other in left)


def _none_or_zero(left: Expr | None) -> bool:
    """Tell whether what is left of a quotient by something above 0 is 0, if it is anything."""
    match left:
        case None:
            return True
        case Binary("/", dividend, Binary(">")):
            return dividend == ZERO or (isinstance(dividend, Binary) and dividend.op == "-" and dividend.left == dividend.right)
        case _:
            return False
