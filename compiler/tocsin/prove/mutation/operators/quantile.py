"""Another quantile."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from msgspec.structs import replace

from tocsin import promql
from tocsin.promql import Aggregate, Call, Expr, Number
from tocsin.prove.mutation.change import Change, in_expression
from tocsin.prove.mutation.rule import Rule

_FUNCTIONS: Final = frozenset({"histogram_quantile", "quantile_over_time"})
_OTHERS: Final = (0.5, 0.95, 0.99)


def changes(rule: Rule) -> Iterator[Change]:
    """Yield the rule with each quantile replaced by others."""
    yield from in_expression(rule, _faults)


def _faults(node: Expr) -> Iterator[tuple[Expr, str]]:
    match node:
        case Call(function, (Number(at), *rest)) if function in _FUNCTIONS:
            yield from ((replace(node, args=(Number(other), *rest)), _told(at, other)) for other in _OTHERS if other != at)
        case Aggregate("quantile", param=Number(at)):
            yield from ((replace(node, param=Number(other)), _told(at, other)) for other in _OTHERS if other != at)
        case _:
            return


def _told(at: float, other: float) -> str:
    return f"the quantile {promql.to_text(Number(at))} became {promql.to_text(Number(other))}"
