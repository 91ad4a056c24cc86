"""Which series give an expression a value, where its shape says so: with them `tocsin prove` drives the alert over its limit."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import Final, TypeAlias

from tocsin.drives.labels import agrees, satisfying
from tocsin.promql import Aggregate, Binary, Call, Expr, Matching, Number, Range, Selector, equals, metrics, split_condition, to_text, walk

_OF_ONE_THE_SAME: Final = frozenset({"sum", "avg", "max", "min"})
_OF_A_CONSTANT_THE_SAME: Final = frozenset({"avg_over_time", "max_over_time", "min_over_time", "last_over_time"})
_LEVEL: Final = Selector("level")
_COUNTED: Final = "rate "
_TRAFFIC: Final = Number(10.0)
"""What a share is a share of."""

_HOLDING: Final = {">": 1.0, ">=": 0.0, "==": 0.0, "<=": 0.0, "<": -1.0}
"""How far from its limit a condition holds."""

_Driven: TypeAlias = tuple[tuple[Selector, Expr, bool], ...]
"""Series with what each must be, and whether it counts so much a second."""


def proof_of(value: Expr, apart: Iterable[str], recorded: Collection[str]) -> dict[str, str]:
    """Return series, and what each must be for `value` to be `level`, in the words of `proof:`; empty when that cannot be told.

    The series have the labels `apart`, by which there is an alert each. What is `recorded` cannot be given.

    >>> from tocsin.promql import parse
    >>> proof_of(parse('100 - avg by (node) (rate(idle{mode=~"a|b",cpu!=""}[5m])) * 100'), ["node"], ())
    {'idle{cpu="cpu-1",mode="a",node="node-1"}': 'rate (100 - level) / 100'}
    >>> proof_of(parse("sum(rate(failed[5m])) / (sum(rate(asked[5m])) > 0)"), [], ())
    {'failed': 'rate level * 10', 'asked': 'rate 10'}
    >>> proof_of(parse("time() - max(done)"), [], ()), proof_of(parse("a / b"), [], ()), proof_of(parse("sum(a)"), [], ["a"])
    ({'done': 'time() - level'}, {}, {})
    """
    found = _driven(value, _LEVEL)
    if any(each.metric is None or each.metric in recorded for each, _, _ in found):
        return {}
    wanted = {*apart, *(label for node in walk(value) for label in _joined(node))}
    series = [(_series(selector, wanted), f"{_COUNTED if counted else ''}{to_text(level)}") for selector, level, counted in found]
    return {to_text(each): level for each, level in series if each is not None} if all(each for each, _ in series) else {}


def _joined(node: Expr) -> tuple[str, ...]:
    """Return the labels of which series must have the same values to be summed, or to be joined."""
    match node:
        case Aggregate(labels=labels, without=False) | Binary(matching=Matching(labels=labels, ignoring=False)):
            return labels
        case _:
            return ()


def _driven(expr: Expr, wanted: Expr) -> _Driven:
    """Return what makes `expr` be `wanted`; nothing when that cannot be told."""
    match expr:
        case Selector(offset_ms=0, at=None):
            return ((expr, wanted, False),)
        case Aggregate(op, inner) if op in _OF_ONE_THE_SAME:
            return _driven(inner, wanted)
        case Call("rate" | "irate", (Range(selector),)):
            return ((selector, wanted, True),)
        case Call("increase", (Range(selector, int(window)),)):
            return ((selector, Binary("/", wanted, Number(window / 1000)), True),)
        case Call(function, (Range(selector),)) if function in _OF_A_CONSTANT_THE_SAME:
            return ((selector, wanted, False),)
        case Binary(op="+" | "-" | "*" | "/"):
            return _calculated(expr, wanted)
        case Binary("and", value, guard, matching=Matching(ignoring=False)):
            return _guarded(value, guard, wanted)
        case _:
            return ()


def _guarded(value: Expr, guard: Expr, wanted: Expr) -> _Driven:
    """Return what drives a value, and beside it what holds all the time."""
    found = split_condition(guard)
    if found is None or found.op not in _HOLDING or set(metrics(value)) & set(metrics(guard)):
        return ()
    first, second = _driven(value, wanted), _driven(found.expr, Number(found.threshold + _HOLDING[found.op]))
    return (*first, *second) if first and second else ()


def _calculated(expr: Binary, wanted: Expr) -> _Driven:
    match expr:
        case Binary("+", other, Number() as number) | Binary("+", Number() as number, other):
            return _driven(other, Binary("-", wanted, number))
        case Binary("*", other, Number(factor) as number) | Binary("*", Number(factor) as number, other) if factor:
            return _driven(other, Binary("/", wanted, number))
        case Binary("-", other, Number() as number):
            return _driven(other, Binary("+", wanted, number))
        case Binary("-", Number() | Call("time") as first, other):
            return _driven(other, Binary("-", first, wanted))
        case Binary("/", other, Number() as number):
            return _driven(other, Binary("*", wanted, number))
        case Binary("/", part, whole, matching=None):
            return _share(part, _unguarded(whole), wanted)
        case _:
            return ()


def _share(part: Expr, whole: Expr, wanted: Expr) -> _Driven:
    match part, whole:
        case Aggregate(labels=labels, without=False), Aggregate(labels=same, without=False) if set(labels) == set(same):
            if set(metrics(part)) & set(metrics(whole)):
                return ()  # of one series no two parts can be told apart here
            return (*_driven(part, Binary("*", wanted, _TRAFFIC)), *_driven(whole, _TRAFFIC))
        case _:
            return ()


def _unguarded(whole: Expr) -> Expr:
    """Return what is divided by, without the condition that there is any of it."""
    match whole:
        case Binary(">", inner, Number(least), False) if least < _TRAFFIC.value:
            return inner
        case _:
            return whole


def _series(selector: Selector, labels: Iterable[str]) -> Selector | None:
    """Return one series that `selector` selects, with `labels`; None when its patterns say too little."""
    found = satisfying(selector.matchers, tuple(sorted(labels)))
    if not all(agrees(matcher, found) for matcher in selector.matchers):
        return None
    return Selector(selector.metric, tuple(equals(label, value) for label, value in sorted(found.items())))
