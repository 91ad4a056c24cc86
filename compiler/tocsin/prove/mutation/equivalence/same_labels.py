"""A label of a rule that its series have anyway."""

from __future__ import annotations

from msgspec.structs import replace

from tocsin import ir
from tocsin.prove.mutation.equivalence.parts.world import World
from tocsin.prove.mutation.mutant import Mutant
from tocsin.prove.mutation.rule import Rule
from tocsin.routing.labels import Recorded, sample_labels


def reason(mutant: Mutant, world: World) -> str:  # noqa: ARG001  # as the other reasons
    """Return that the expression gives the label that was lost, with the same value: what the rule says is said twice."""
    gone = sorted(mutant.original.labels.keys() - mutant.rule.labels.keys())
    if mutant.rule != replace(mutant.original, labels=mutant.rule.labels) or len(gone) != 1:
        return ""
    label, value = gone[0], mutant.original.labels[gone[0]]
    if sample_labels(mutant.rule.expr, mutant.rule.labels, _recorded(mutant)).known(label) != value:
        return ""
    return f"what it reads has `{label}={value}` already, by its matchers or its own recording"


def _recorded(mutant: Mutant) -> Recorded:
    return Recorded(_recording(rule) for rule in mutant.subject.rules if not rule.is_alert)


def _recording(rule: Rule) -> ir.Recording:
    return ir.Recording(record=rule.name, expr=rule.expr, labels=rule.labels, at=())
