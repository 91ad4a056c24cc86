"""A difference of which only the size counts."""

from __future__ import annotations

from msgspec.structs import replace

from tocsin.promql import Binary, Call, Matching
from tocsin.prove.mutation.equivalence.parts.path import paths
from tocsin.prove.mutation.equivalence.parts.world import World
from tocsin.prove.mutation.mutant import Mutant


def reason(mutant: Mutant, world: World) -> str:  # noqa: ARG001  # as the other reasons
    """Return that what was swapped are the sides of a difference whose sign is taken away."""
    steps, others = paths(mutant)
    match steps[-2:], others[-1:]:
        case (Call("abs"), Binary("-") as before), (Binary("-") as after,):
            swapped = replace(before, left=before.right, right=before.left, matching=_swapped(before.matching))
            return "the size of a difference has no sign" if after == swapped else ""
    return ""


def _swapped(matching: Matching | None) -> Matching | None:
    """Return the same join with its sides swapped: many stay many."""
    if matching is None or matching.group is None:
        return matching
    return replace(matching, group="left" if matching.group == "right" else "right")
