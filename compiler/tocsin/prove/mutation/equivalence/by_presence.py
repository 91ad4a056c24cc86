"""A fault in a branch that is never taken: whatever exists of what a rule reads, it says the same."""

from __future__ import annotations

from msgspec.structs import replace

from tocsin.prove.mutation.equivalence.parts.residue import residues
from tocsin.prove.mutation.equivalence.parts.world import World
from tocsin.prove.mutation.mutant import Mutant


def reason(mutant: Mutant, world: World) -> str:  # noqa: ARG001  # as the other reasons
    """Return that of every set of series that can exist at a time, the fault changes nothing of what is left of the expression."""
    before, after = mutant.original.expr, mutant.rule.expr
    if before == after or mutant.rule != replace(mutant.original, expr=after):
        return ""
    left = residues(before, after)
    if left is None or any(one != other for one, other in left):
        return ""
    return "it is in a branch that is only taken when what it reads is missing too"
