"""Words for values: for what is 0 or 1, and for alerts that fire or do not."""

from __future__ import annotations

from collections.abc import Collection
from typing import Final

from tocsin.ir import Line, State
from tocsin.lower.context import Context
from tocsin.promql.ast import COMPARISONS

_WORDS: Final = ((0, "no"), (1, "yes"))


def truth(context: Context, lines: Collection[Line]) -> tuple[State, ...]:
    """Return how 0 and 1 read: as bad as the worst of `lines` that they cross; where no line judges, 0 is bad."""
    if not lines:
        return tuple(State(value=value, text=text, severity=None if value else context.gravest) for value, text in _WORDS)
    return tuple(State(value=value, text=text, severity=_worst(context, lines, value)) for value, text in _WORDS)


def firing(context: Context) -> tuple[State, ...]:
    """Return how the series `ALERTS` reads: it is 1, or missing."""
    return (State(value=1, text="firing", severity=context.gravest),)


def one_is_bad(lines: Collection[Line]) -> bool:
    """Tell whether of what is 0 or 1 the greatest is the worst."""
    return any(COMPARISONS[line.op](1, line.value) for line in lines) and not any(COMPARISONS[line.op](0, line.value) for line in lines)


def _worst(context: Context, lines: Collection[Line], value: int) -> str | None:
    crossed = {line.severity for line in lines if COMPARISONS[line.op](value, line.value)}
    return next((severity for severity in reversed(context.platform.severities) if severity in crossed), None)
