"""What an operator makes of a rule."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Final, NamedTuple

from msgspec.structs import replace

from tocsin.promql import Expr
from tocsin.prove.mutation.rule import Rule, places


class Change(NamedTuple):
    """A rule with one fault in it, and which: `sum became max`."""

    rule: Rule
    what: str


def mistaken_times(time_ms: int) -> tuple[int, ...]:
    """Return the times that may stand for another by mistake, in milliseconds: 5m for 6m, 30m for 15m."""
    return tuple(time_ms * tenths // 10 for tenths in _TENTHS)


_TENTHS: Final = (5, 8, 12, 20)


def in_expression(rule: Rule, faults: Callable[[Expr], Iterable[tuple[Expr, str]]]) -> Iterator[Change]:
    """Yield the rule once for each of the faults that each node of its expression can have: the node instead, and what it is."""
    for node, put in places(rule.expr):
        for other, what in faults(node):
            yield Change(replace(rule, expr=put(other)), what)
