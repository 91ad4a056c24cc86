"""A guard against dividing nothing by nothing, which is no number and compares with none, or by what is never nothing."""

from __future__ import annotations

from typing import Final

from msgspec.structs import replace

from tocsin.promql import Aggregate, Binary, Call, Expr, Number, Range, Selector
from tocsin.prove.mutation.equivalence.parts.path import paths
from tocsin.prove.mutation.equivalence.parts.residue import ZERO, residues
from tocsin.prove.mutation.equivalence.parts.unseen import branches, is_zero, unseen
from tocsin.prove.mutation.equivalence.parts.world import World
from tocsin.prove.mutation.mutant import Mutant
from tocsin.prove.mutation.rule import Rule


def reason(mutant: Mutant, world: World) -> str:  # noqa: ARG001  # as the other reasons
    """Return that what divides is never 0, or that what it divides is 0 or less whenever it is."""
    steps, others = paths(mutant)
    if not steps or steps[-1] != Number(0.0) or not isinstance(others[-1], Number) or others[-1].value >= 0:
        return ""
    match steps[-3:]:
        case (Binary("/", part, Binary(">", whole, Number())) as division, guard, _) if (
            guard is division.right and division.matching is None
        ):
            known = _Known(mutant.subject.rules)
        case _:
            return ""
    if known.positive(whole):
        return "the guard holds for all that there is, which counts at least one sample"
    if not known.gone_with(part, whole) or not unseen(steps[:-2], mutant.original, mutant.subject.rules, summed=False):
        return ""
    return "without the guard nothing is divided by nothing, of which no comparison holds"


_COUNTING: Final = frozenset({"rate", "increase", "count_over_time"})


def _some_of(part: Expr, whole: Expr) -> bool:
    """Tell whether `part` adds up some of what `whole` adds up, and never anything negative, whatever exists of it."""
    left = residues(part, whole)
    return left is not None and all(some is None or every is None or some == ZERO or _within(some, every) for some, every in left)


def _within(some: Expr, every: Expr) -> bool:
    addends, others = _addends(some), _addends(every)
    return all(_counts(each) for each in (*addends, *others)) and all(any(_is_in(each, other) for other in others) for each in addends)


def _addends(node: Expr) -> list[Expr]:
    return [*_addends(node.left), *_addends(node.right)] if isinstance(node, Binary) and node.op == "+" else [node]


def _counts(node: Expr) -> bool:
    return isinstance(node, Aggregate) and node.op == "sum" and isinstance(node.expr, Call) and node.expr.function in _COUNTING


def _is_in(one: Expr, other: Expr) -> bool:
    """Tell whether `one` is the total of some of the series of which `other` is."""
    match one, other:
        case Aggregate(_, Call(function, (Range(Selector() as some, window),))), Aggregate(
            _, Call(same, (Range(Selector() as every, all_),))
        ):
            alike = (function, window) == (same, all_) and replace(some, matchers=()) == replace(every, matchers=())
            return alike and set(every.matchers) <= set(some.matchers)
        case _:
            return False


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
                return (left == whole or self.gone_with(left, whole)) and self._never_negative(right)
            case _:
                # Where it stands alone there is a whole whenever there is a part.
                return (part in branches(whole) and self._never_negative(whole)) or _some_of(part, whole)

    def positive(self, node: Expr) -> bool:
        """Tell whether `node` is more than 0 wherever it is anything: a number of samples, of which there is one at least."""
        match node:
            case Call("count_over_time"):
                return True
            case Aggregate("sum", inner) | Call("sum_over_time", (Range(inner),)) | Binary("/", inner, Number()):
                return (not isinstance(node, Binary) or (isinstance(node.right, Number) and node.right.value > 0)) and self.positive(inner)
            case Selector(name, offset_ms=0) if name in self._recorded:
                return self.positive(self._recorded[name or ""])
            case _:
                return False

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
