"""A guard against dividing nothing by nothing, which is no number and compares with none."""

from __future__ import annotations

from tocsin.promql import Aggregate, Binary, Call, Expr, Number, Range, Selector
from tocsin.prove.mutation.equivalence.parts.path import path
from tocsin.prove.mutation.equivalence.parts.unseen import branches, is_zero, unseen
from tocsin.prove.mutation.equivalence.parts.world import World
from tocsin.prove.mutation.mutant import Mutant
from tocsin.prove.mutation.rule import Rule


def reason(mutant: Mutant, world: World) -> str:  # noqa: ARG001  # as the other reasons
    """Return that what is divided is nothing, or less, whenever what divides it is 0, which it never falls below."""
    steps, others = path(mutant.original.expr, mutant.rule.expr), path(mutant.rule.expr, mutant.original.expr)
    if not steps or steps[-1] != Number(0.0) or not isinstance(others[-1], Number) or others[-1].value >= 0:
        return ""
    match steps[-3:]:
        case (Binary("/", part, Binary(">", whole, Number())) as division, guard, _) if (
            guard is division.right and division.matching is None
        ):
            known = _Known(mutant.subject.rules)
        case _:
            return ""
    if not known.gone_with(part, whole) or not unseen(steps[:-2], mutant.original, mutant.subject.rules, summed=False):
        return ""
    return "without the guard nothing is divided by nothing, of which no comparison holds"


class _Known:
    def __init__(self, rules: tuple[Rule, ...]) -> None:
        names = [rule.name for rule in rules]
        self._recorded = {rule.name: rule.expr for rule in rules if not rule.is_alert and names.count(rule.name) == 1}

    def gone_with(self, part: Expr, whole: Expr) -> bool:
        """Tell whether `part` is surely 0, less, or missing when `whole` is 0."""
        match part, whole:
            case Call("sum_over_time", (Range(Selector() as one, window),)), Call("sum_over_time", (Range(Selector() as other, same),)):
                return window == same and self.gone_with(one, other)
            case Selector(name, offset_ms=0), Selector(total, offset_ms=0) if name in self._recorded and total in self._recorded:
                return self.gone_with(self._recorded[name or ""], self._recorded[total or ""])
            case Binary("or", left, right), _ if is_zero(right):
                return self.gone_with(left, whole)
            case Binary("-", left, right, matching=None), _:
                return self.gone_with(left, whole) and self._never_negative(right)
            case _:
                # Where it stands alone there is a whole whenever there is a part.
                return part in branches(whole) and self._never_negative(whole)

    def _never_negative(self, node: Expr) -> bool:
        match node:
            case Number(value):
                return value >= 0
            case Selector(name):
                return name in self._recorded and self._never_negative(self._recorded[name or ""])
            case Call("rate" | "increase" | "count_over_time"):
                return True
            case Call("sum_over_time", (Range(selector),)):
                return self._never_negative(selector)
            case Aggregate("sum" | "max" | "min" | "avg", inner):
                return self._never_negative(inner)
            case Binary("+" | "*" | "/" | "or", left, right):
                return self._never_negative(left) and self._never_negative(right)
            case _:
                return False
