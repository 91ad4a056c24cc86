"""A difference of which only the size counts."""

from __future__ import annotations

from msgspec.structs import replace

from tocsin.promql import Binary, Call
from tocsin.prove.mutation.equivalence.parts.path import paths
from tocsin.prove.mutation.equivalence.parts.world import World
from tocsin.prove.mutation.mutant import Mutant


def reason(mutant: Mutant, world: World) -> str:  # noqa: ARG001  # as the other reasons
    """Return that what was swapped are the sides of a difference whose sign is taken away."""
    steps, others = paths(mutant)
    match steps[-2:], others[-1:]:
        case (Call("abs"), Binary("-") as before), (Binary("-") as after,) if after == replace(
            before, left=before.right, right=before.left
        ):
            joined = before.matching is None or before.matching.group is None
            return "the size of a difference has no sign" if joined else ""
    return ""
