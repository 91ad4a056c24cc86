"""A label of a join that has one value on both sides."""

from __future__ import annotations

from msgspec.structs import replace

from tocsin import promql
from tocsin.promql import Binary
from tocsin.promql.ast import SET_OPERATORS
from tocsin.prove.mutation.equivalence.parts.path import paths
from tocsin.prove.mutation.equivalence.parts.world import World
from tocsin.prove.mutation.mutant import Mutant


def reason(mutant: Mutant, world: World) -> str:  # noqa: ARG001  # as the other reasons
    """Return that series which do not agree in the label that was lost from `on` do not exist."""
    steps, others = paths(mutant)
    match steps[-1:], others[-1:]:
        # They keep the labels of what they keep, whatever it was joined on.
        case (Binary(op, left, right) as before,), (Binary() as after,) if op in SET_OPERATORS and before.matching and after.matching:
            kept = replace(before.matching, labels=after.matching.labels)
            lost = set(before.matching.labels) - set(after.matching.labels)
            if replace(before, matching=kept) != after or before.matching.ignoring or len(lost) != 1:
                return ""
            sides = [promql.output_labels(side).fixed for side in (left, right)]
            (label,) = lost
            if label in sides[0] and sides[0][label] == sides[1].get(label):
                return f"both sides of `{op}` have `{label}={sides[0][label]}`"
    return ""
