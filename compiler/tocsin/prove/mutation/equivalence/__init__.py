"""Mutants that mean the same as the rule, each with the reason why no test could tell them apart.

Every module is one such reason: `reason(mutant, world)` proves it from the expressions, or returns an empty text.
"""

from __future__ import annotations

from tocsin.discovery import modules
from tocsin.prove.mutation.equivalence.parts.world import World
from tocsin.prove.mutation.mutant import Mutant


def reason_of(mutant: Mutant, world: World) -> str:
    """Return why a mutant is no fault at all, empty when it is one."""
    return next((why for module in modules(__name__) if (why := module.reason(mutant, world))), "")


__all__ = ["World", "reason_of"]
