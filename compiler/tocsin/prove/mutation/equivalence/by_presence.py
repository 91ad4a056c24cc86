"""A fault in a branch that is never taken: whatever exists of what a rule reads, it says the same."""

from __future__ import annotations

from msgspec.structs import replace

from tocsin.promql import Expr
from tocsin.prove.mutation.equivalence.parts.path import paths
from tocsin.prove.mutation.equivalence.parts.residue import residues
from tocsin.prove.mutation.equivalence.parts.world import World
from tocsin.prove.mutation.mutant import Mutant


def reason(mutant: Mutant, world: World) -> str:  # noqa: ARG001  # as the other reasons
    """Return that of every set of series that can exist at a time, the fault changes nothing of what is left of the expression.

    Or of a part of it: what stands around that, such as the value that a guard is joined with, then reads the same.
    """
    steps, others = paths(mutant)
    if not steps or mutant.rule != replace(mutant.original, expr=mutant.rule.expr):
        return ""
    if not any(_same(before, after) for before, after in zip(steps, others, strict=False)):
        return ""
    return "it is in a branch that is only taken when what it reads is missing too"


def _same(before: Expr, after: Expr) -> bool:
    left = residues(before, after)
    return left is not None and all(one == other for one, other in left)
