"""The sum, the mean and the greatest of what is never negative: they are 0 together, and above it together."""

from __future__ import annotations

from typing import Final

from msgspec.structs import replace

from tocsin.promql import Aggregate, Binary, Call, Expr, Number
from tocsin.prove.mutation.equivalence.parts.path import paths
from tocsin.prove.mutation.equivalence.parts.untold import untold
from tocsin.prove.mutation.equivalence.parts.world import World
from tocsin.prove.mutation.mutant import Mutant

_ALIKE: Final = frozenset({"sum", "avg", "max"})
_COUNTS: Final = frozenset({"changes", "count_over_time", "increase", "rate", "resets"})
"""https://prometheus.io/docs/prometheus/latest/querying/functions/"""


def reason(mutant: Mutant, world: World) -> str:  # noqa: ARG001  # as the other reasons
    """Return that one of them is compared with 0, and nothing but the answer counts."""
    steps, others = paths(mutant)
    if len(steps) < 2 or not _compared(steps[-2]):  # noqa: PLR2004  # the comparison and what it compares
        return ""
    match steps[-1], others[-1]:
        case Aggregate(before, Call(function), param=None), Aggregate(after) if function in _COUNTS and {before, after} <= _ALIKE:
            alike = replace(steps[-1], op=after) == others[-1]
            # What is equal to 0 is the same number, whichever of them it is.
            known = isinstance(steps[-2], Binary) and (steps[-2].op == "==" or untold(steps[:-1], mutant.original))
            return f"`{function}` is never negative, so that {before} and {after} are 0 together" if alike and known else ""
    return ""


def _compared(node: Expr) -> bool:
    return isinstance(node, Binary) and node.op in {">", "=="} and node.right == Number(0.0)
