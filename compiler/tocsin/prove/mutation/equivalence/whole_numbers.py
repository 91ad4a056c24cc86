"""A limit of whole numbers that was moved to where there is none between it and what it was."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Final

from tocsin.promql import Aggregate, Binary, Call, Expr, Number, Selector
from tocsin.promql.ast import COMPARISONS
from tocsin.prove.mutation.equivalence.parts.path import paths
from tocsin.prove.mutation.equivalence.parts.world import World
from tocsin.prove.mutation.mutant import Mutant
from tocsin.prove.mutation.rule import Rule

_WHOLE: Final = frozenset({"sum", "max", "min"})
"""Aggregations that make whole numbers of whole numbers."""
_TIMES: Final = frozenset({"changes", "count_over_time", "resets"})


def reason(mutant: Mutant, world: World) -> str:  # noqa: ARG001  # as the other reasons
    """Return that every number which there can be is on the same side of both limits."""
    steps, others = paths(mutant)
    match steps[-2:], others[-1:]:
        case (Binary(op, left, Number(before)), Number()), (Number(after),) if op in COMPARISONS:
            least = _least(left, [rule for rule in mutant.subject.rules if not rule.is_alert])
            if least is None:
                return ""
            near = range(max(least, math.floor(min(before, after)) - 1), max(least, math.ceil(max(before, after)) + 1) + 1)
            same = all(COMPARISONS[op](number, before) == COMPARISONS[op](number, after) for number in near)
            return "it counts, and no whole number lies between the limits" if same else ""
    return ""


def _least(expr: Expr, recordings: Sequence[Rule]) -> int | None:
    """Return the least number that there can be of what counts, as it is or recorded; None when it does not."""
    match expr:
        case Aggregate("count"):
            return 1
        case Aggregate(op, inner) if op in _WHOLE:
            return _least(inner, recordings)
        case Call(function) if function in _TIMES:
            return 1 if function == "count_over_time" else 0
        case Selector(metric):
            found = [_least(rule.expr, ()) for rule in recordings if rule.name == metric]
            counts = [least for least in found if least is not None]
            return min(counts) if counts and len(counts) == len(found) else None
        case _:
            return None
