"""What decides only whether a value is 0 or missing, where an alert fires at neither."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from msgspec.structs import replace

from tocsin import promql
from tocsin.promql import Binary, Expr
from tocsin.prove.mutation.equivalence.parts.path import paths
from tocsin.prove.mutation.equivalence.parts.unseen import branches, is_zero, unseen
from tocsin.prove.mutation.equivalence.parts.world import World
from tocsin.prove.mutation.mutant import Mutant

_REASON: Final = "it decides only whether a value is 0 or missing, and the alert fires at neither"
_HARMLESS: Final = frozenset({"aggregation", "matcher", "window", "logic"})
"""Faults that make no NaN of a number, which `0 * …` would not be 0 of."""


def reason(mutant: Mutant, world: World) -> str:  # noqa: ARG001  # as the other reasons
    """Return that the fault is inside `0 * …`, or takes the `or 0 * …` of a value away, and that 0 is like nothing for the alerts."""
    steps, others = paths(mutant)
    found = _zero(mutant.operator, steps, others)
    if found is None or not _same_labels(mutant):
        return ""
    return _REASON if unseen(steps[: found + 1], mutant.original, mutant.subject.rules) else ""


def _zero(operator: str, steps: Sequence[Expr], others: Sequence[Expr]) -> int | None:
    """Return the number of the step that is 0 or missing either way; None when the fault may do more."""
    for index, node in enumerate(steps):
        if is_zero(node) and index < len(steps) - 1:
            return index if operator in _HARMLESS else None
    last = steps[-1] if steps else None
    if not isinstance(last, Binary) or last.op != "or" or not isinstance(last.right, Binary) or not is_zero(last.right):
        return None
    after = others[-1]
    if after == last.left or (after == replace(last, op="and") and last.left in branches(last.right.right)):
        return len(steps) - 1
    return None


def _same_labels(mutant: Mutant) -> bool:
    before, after = (promql.output_labels(rule.expr) for rule in (mutant.original, mutant.rule))
    return before.only is not None and before.only == after.only and before.fixed == after.fixed
