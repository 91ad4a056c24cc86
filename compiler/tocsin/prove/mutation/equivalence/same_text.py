"""A rule that is written the same."""

from __future__ import annotations

from tocsin.prove.mutation.equivalence.parts.world import World
from tocsin.prove.mutation.mutant import Mutant


def reason(mutant: Mutant, world: World) -> str:  # noqa: ARG001  # as the other reasons
    """Return that nothing was changed: half of an infinite limit is infinite."""
    return "it is written the same" if mutant.rule.content() == mutant.original.content() else ""
