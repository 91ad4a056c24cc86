"""The drive of an expression whose author says what it is made of."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from tocsin import promql
from tocsin.drives.drive import Drive
from tocsin.drives.world import Run, Span, Track, counted, starts
from tocsin.measures import Given


@dataclass(frozen=True, slots=True, kw_only=True)
class Expression(Drive):
    """A value that the author's series make; nobody else can say which series must not matter."""

    given: tuple[Given, ...]
    by_labels: tuple[str, ...]
    window_ms: int
    """The longest that it reads."""

    @property
    def by(self) -> tuple[str, ...]:
        """Labels that tell its values apart."""
        return self.by_labels

    def labels(self, turn: int = 1) -> dict[str, str]:
        """Return the labels of `by` of its value number `turn`, which the first of the series has that has them."""
        known: dict[str, str] = {}
        for given in reversed(self.given):
            known |= {matcher.label: matcher.value for matcher in given.selector.matchers}
        return {label: known[label] if turn == 1 else f"{known[label]}-{turn}" for label in self.by if label in known}

    @property
    def settle_ms(self) -> int:
        """The window."""
        return self.window_ms

    @property
    def domain(self) -> tuple[float, float]:
        """Any number, but nothing is counted down."""
        return (0.0 if any(given.counted for given in self.given) else -math.inf), math.inf

    def tracks(self, spans: Sequence[Span], step_ms: int, *, turn: int = 1) -> Iterator[Track]:
        """Yield the series as they were given."""
        for given in self.given:
            labels = {matcher.label: matcher.value for matcher in given.selector.matchers}
            labels |= {label: value for label, value in self.labels(turn).items() if label in labels}
            levels = [span.level or 0.0 for span in spans]
            if given.counted:
                runs = counted(spans, [_value(given.value, level, 0.0) for level in levels], step_ms)
            else:
                runs = tuple(_gauge(given.value, spans, levels, step_ms / 1000))
            yield Track(metric=given.selector.metric or "", labels=labels, runs=runs)


def _gauge(value: promql.Expr, spans: Sequence[Span], levels: Sequence[float], step: float) -> Iterator[Run]:
    for first, span, level in zip(starts(spans), spans, levels, strict=True):
        begin = _value(value, level, first * step)
        if span.steps:
            yield Run(begin, _value(value, level, (first + 1) * step) - begin, span.steps)


def _value(expr: promql.Expr, level: float, time: float) -> float:
    """Return what arithmetic with `level` and `time()` gives."""
    match expr:
        case promql.Number(value=number):
            return number
        case promql.Selector():
            return level
        case promql.Call():
            return time
        case promql.Unary(expr=inner):
            return -_value(inner, level, time)
        case promql.Binary(op=op, left=left, right=right):
            one, other = _value(left, level, time), _value(right, level, time)
            return {"+": one + other, "-": one - other, "*": one * other}[op] if op != "/" else one / other
        case _:
            raise TypeError(expr)
