"""A range of half or twice the time, or a look back at another time."""

from __future__ import annotations

from collections.abc import Iterator

from msgspec.structs import replace

from tocsin.duration import format_duration
from tocsin.promql import Expr, Range, Selector, Subquery
from tocsin.prove.mutation.change import Change, in_expression
from tocsin.prove.mutation.rule import Rule


def changes(rule: Rule) -> Iterator[Change]:
    """Yield the rule with each range and subquery halved and doubled, and without each offset."""
    yield from in_expression(rule, _faults)


def _faults(node: Expr) -> Iterator[tuple[Expr, str]]:
    match node:
        case Range(_, int(window)):
            yield from ((replace(node, window=other), _told(window, other)) for other in (window // 2, window * 2))
        case Subquery(_, window):
            yield from ((replace(node, window_ms=other), _told(window, other)) for other in (window // 2, window * 2))
        case Selector(offset_ms=offset) if offset:
            yield replace(node, offset_ms=0), f"`offset {format_duration(offset)}` was lost"
        case _:
            return


def _told(window: int, other: int) -> str:
    return f"the range `{format_duration(window)}` became `{format_duration(other)}`"
