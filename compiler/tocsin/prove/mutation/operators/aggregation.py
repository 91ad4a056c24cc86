"""Another aggregation, over series or over time."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from msgspec.structs import replace

from tocsin.promql import Aggregate, Call, Expr
from tocsin.prove.mutation.change import Change, in_expression
from tocsin.prove.mutation.rule import Rule

_AGGREGATIONS: Final = ("sum", "max", "min", "avg")
_OVER_TIME: Final = ("max_over_time", "min_over_time", "avg_over_time")


def changes(rule: Rule) -> Iterator[Change]:
    """Yield the rule with each aggregation replaced by each of the others."""
    yield from in_expression(rule, _faults)


def _faults(node: Expr) -> Iterator[tuple[Expr, str]]:
    match node:
        case Aggregate(op) if op in _AGGREGATIONS:
            yield from ((replace(node, op=other), f"`{op}` became `{other}`") for other in _AGGREGATIONS if other != op)
        case Call(function) if function in _OVER_TIME:
            yield from ((replace(node, function=other), f"`{function}` became `{other}`") for other in _OVER_TIME if other != function)
        case _:
            return
