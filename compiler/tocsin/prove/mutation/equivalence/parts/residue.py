"""What is left of an expression when it is known which of the series that it reads exist.

`a or b` is a where a exists and b where it does not; what is computed with something that does not exist does not exist either.
https://prometheus.io/docs/prometheus/latest/querying/operators/#logical-set-binary-operators
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations
from typing import Final, NamedTuple

from msgspec.structs import replace

from tocsin.promql import Aggregate, Binary, Call, Expr, Number, Range, Selector
from tocsin.promql.ast import COMPARISONS

_MOST: Final = 6
"""So many things that may exist make 64 worlds."""
_TWO_SAMPLES: Final = frozenset({"rate", "increase", "irate", "delta", "idelta", "deriv"})
_COUNTED: Final = frozenset({"rate", "increase", "irate"})
_NO_MORE: Final = frozenset({"sum", "avg", "max", "min"})
ZERO: Final = Call("zero", ())
"""Stands for 0 with the labels of what exists."""


class Atom(NamedTuple):
    """Something of which it is asked whether it exists: samples of a selector in a window, one or two of them."""

    selector: Selector
    window_ms: int
    two: bool


def atoms(*exprs: Expr) -> frozenset[Atom] | None:
    """Return what some expressions are made of; None when they join by labels, or differ in the labels that their parts have."""
    found: set[Atom] = set()
    groupings: set[tuple[tuple[str, ...], bool]] = set()

    def collect(expr: Expr) -> bool:
        atom = _atom(expr)
        if atom is not None and isinstance(expr, Aggregate):
            found.add(atom)
            groupings.add((expr.labels, expr.without))
            return True
        match expr:
            case Number():
                return True
            case Binary(_, left, right, as_bool, matching):
                return not as_bool and matching is None and collect(left) and collect(right)
            case _:
                return False

    known = all(collect(expr) for expr in exprs)
    return frozenset(found) if known and len(groupings) == 1 and len(found) <= _MOST else None


def worlds(known: frozenset[Atom]) -> Iterator[frozenset[Atom]]:
    """Yield each set of things that can exist without the others."""
    every = sorted(known, key=repr)
    for size in range(len(every) + 1):
        for chosen in combinations(every, size):
            present = frozenset(chosen)
            if not any(_implied(one, other) for one in present for other in known - present):
                yield present


def _implied(one: Atom, other: Atom) -> bool:
    """Tell whether `other` must exist where `one` does: it asks for less of the same series, in a window that is no shorter."""
    less = set(other.selector.matchers) <= set(one.selector.matchers)
    alike = replace(one.selector, matchers=()) == replace(other.selector, matchers=()) and bool(one.window_ms) == bool(other.window_ms)
    return alike and less and one.window_ms <= other.window_ms and one.two >= other.two


def residue(expr: Expr, present: frozenset[Atom]) -> Expr | None:  # noqa: C901  # a case for each operator
    """Return what is left of an expression of `atoms` where only `present` exist; None when nothing is."""
    atom = _atom(expr)
    if atom is not None:
        return expr if atom in present else None
    if not isinstance(expr, Binary):
        return expr
    left, right = residue(expr.left, present), residue(expr.right, present)
    match expr.op:
        case "or":
            if left is None or right is None:
                return right if left is None else left
            return left if _sure(left) else replace(expr, left=left, right=right)
        case "unless":
            if left is None or right is None:
                return left
            return None if _sure(right) else replace(expr, left=left, right=right)
        case _ if left is None or right is None:
            return None
        case "and" if _sure(right):
            return left
        case "*" if left == Number(0.0) and _finite(right):
            return ZERO
        case "/" if left == ZERO:
            right = _some(right)
    return None if _never(expr.op, left, right) else replace(expr, left=left, right=right)


def residues(one: Expr, other: Expr) -> Iterator[tuple[Expr | None, Expr | None]] | None:
    """Return what is left of both in each of the worlds that they tell apart; None when it is not known what they are made of."""
    known = atoms(one, other)
    return None if known is None else ((residue(one, present), residue(other, present)) for present in worlds(known))


def _sure(expr: Expr) -> bool:
    """Tell whether what is left exists whatever its values are."""
    return not isinstance(expr, Binary) or (
        expr.op not in COMPARISONS.keys() | {"and", "unless"} and _sure(expr.left) and _sure(expr.right)
    )


def _finite(expr: Expr) -> bool:
    return not isinstance(expr, Binary) or (expr.op in {"+", "-", "*"} and _finite(expr.left) and _finite(expr.right))


def _some(expr: Expr) -> Expr:
    """Return what asks whether anything was counted in one way: the greatest, the mean and the sum of counts are above 0 together."""
    match expr:
        case Binary(">", Aggregate("sum" | "max" | "avg", Call(function)) as whole, Number(0.0)) if function in _COUNTED:
            return replace(expr, left=replace(whole, op="sum"))
    return expr


def _never(op: str, left: Expr, right: Expr) -> bool:
    """Tell whether a comparison never holds: of a total by no more than itself with a limit of 1 or less, of 0 with one above."""
    match left, right:
        case Binary("/", Aggregate("sum", Call(function)) as whole, Binary(">", Aggregate() as part, Number(floor))), Number(limit):
            no_more = part.op in _NO_MORE and replace(part, op="sum") == whole and function in _COUNTED and floor >= 0
            return no_more and ((op == "<" and limit <= 1) or (op == "<=" and limit < 1))
        case ((Call("zero") | Binary("/", Call("zero"), Binary(">", _, Number()))), Number(limit)):
            return (op == ">" and limit >= 0) or (op == ">=" and limit > 0)
    return False


def _atom(expr: Expr) -> Atom | None:
    """Return what an aggregate, or what it aggregates, reads; None when it is more than one window of one selector."""
    match expr:
        case Aggregate(op, inner, param=None) if op in _NO_MORE:
            return _atom(inner)
        case Call(function, (Range(Selector() as selector, int() as window),)):
            return Atom(selector, window, function in _TWO_SAMPLES)
        case Selector():
            return Atom(expr, 0, two=False)
        case _:
            return None
