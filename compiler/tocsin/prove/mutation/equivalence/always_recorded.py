"""How far back it is asked whether something was recorded that every evaluation records: only a server that stood still tells."""

from __future__ import annotations

from msgspec.structs import replace

from tocsin.promql import Aggregate, Binary, Call, Expr, Range, absent, substitute, walk
from tocsin.prove.mutation.equivalence.parts.world import World
from tocsin.prove.mutation.mutant import Mutant


def reason(mutant: Mutant, world: World) -> str:  # noqa: ARG001  # as the other reasons
    """Return that only ranges differ in which a recording is looked for that every evaluation makes."""
    names = {rule.name for rule in mutant.subject.rules if not rule.is_alert and _always(rule.expr)}

    def without(node: Expr) -> Expr | None:
        match node:
            case Call("present_over_time", (Range(expr=read),)) if read.metric in names:
                return Call("present_over_time", (Range(read, 1),))
        return None

    before, after = (substitute(rule.expr, without) for rule in (mutant.original, mutant.rule))
    if before != after or mutant.rule != replace(mutant.original, expr=mutant.rule.expr) or mutant.rule == mutant.original:
        return ""
    return "every evaluation records what is looked for"


def _always(expr: Expr) -> bool:
    """Tell whether an expression has one value whatever there is: that of series, or another one where there are none."""
    match expr:
        case Aggregate(expr=Binary("or", left, right), labels=()):
            return any(node == absent(left) for node in walk(right))
    return False
