"""The drive of a raw expression, by the `proof:` that its author gives."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence

from tocsin import promql
from tocsin.drives.drive import Drive
from tocsin.drives.labels import strangers
from tocsin.drives.world import Run, Span, Track, counted, starts
from tocsin.measures import Given

_MUCH = 3.0
_MORE = 1000.0
_TRIED = (0.0, *(sign * 10.0**power for power in range(-6, 13) for sign in (1, -1)))
"""Levels at which it is tried whether something would be counted down."""
_HALVED = 100
_DIGITS = 12


class Expression(Drive, frozen=True, kw_only=True):
    """A value that the author's series make, beside others that differ from them in a label which the author asks for."""

    expr: promql.Expr
    given: tuple[Given, ...]
    by_labels: tuple[str, ...]
    two_valued: bool = False
    """Whether it is 0 or 1."""

    @property
    def by(self) -> tuple[str, ...]:
        """Labels that tell its values apart."""
        return self.by_labels

    def labels(self, turn: int = 1) -> dict[str, str]:
        """Return the labels of its value number `turn`: those of `by`, and what the expression lets through besides.

        They are those of the first of the series that has them; of one that is only joined they are not let through.
        """
        known: dict[str, str] = {}
        let: dict[str, str] = {}
        output = promql.output_labels(self.expr)
        read = {each.metric for each in output.series}
        for given in reversed(self.given):
            own = {matcher.label: matcher.value for matcher in given.selector.matchers}
            known |= own
            passes = given.selector.metric in read or None in read
            let |= {label: value for label, value in own.items() if passes or label in output.added or label in output.fixed}
        through = {label: let[label] for label in sorted(output.names(let)) if label in let}
        return through | {label: known[label] if turn == 1 else f"{known[label]}-{turn}" for label in self.by if label in known}

    @property
    def settle_ms(self) -> int:
        """The longest window that it reads."""
        return promql.max_window_ms(self.expr)

    @property
    def states(self) -> tuple[float, ...]:
        """Both truths."""
        return (0.0, 1.0) if self.two_valued else ()

    @property
    def domain(self) -> tuple[float, float]:
        """Any number, but nothing is counted down: of a share no more than there is."""
        if self.two_valued:
            return 0.0, 1.0
        counted = [given.value for given in self.given if given.counted]
        if not counted:
            return -math.inf, math.inf
        grows = [level for level in sorted(_TRIED) if _grows(counted, level)]
        if not grows:
            return 0.0, math.inf
        nearest = min(grows, key=abs)
        return _edge(counted, nearest, -1), _edge(counted, nearest, 1)

    def delay_ms(self, before: float, limit: float) -> int:
        """Return how long a window holds too much of what was before, where the value cannot go far enough beyond to outweigh it.

        It holds the least of what it saw while that grows, and the greatest while that falls. Of a mean so much of the window must be new.
        """
        if any(self._lags(node, before, limit) for node in promql.walk(self.expr)):
            return self.settle_ms
        edge = self.domain[limit > before]
        return math.ceil(self.settle_ms * (limit - before) / (edge - before)) if math.isfinite(edge) and edge != before else 0

    def _lags(self, node: promql.Expr, before: float, limit: float) -> bool:
        """Tell whether `node` is what it was as long as its window holds any of it, when the value goes from `before` past `limit`."""
        match node:
            case promql.Call("min_over_time" | "max_over_time" as function, (promql.Range(selector),)) if before != limit:
                ways = [_way(given.value, before, limit) for given in self.given if given.selector.metric == selector.metric]
                return any(way > 0 if function == "min_over_time" else way < 0 for way in ways)
            case promql.Call("min_over_time" | "max_over_time" | "quantile_over_time"):
                return True  # which way it goes nobody says of what is calculated, or of a value that may be anything but its limit
            case _:
                return False

    def tracks(self, spans: Sequence[Span], step_ms: int, *, turn: int = 1) -> Iterator[Track]:
        """Yield the series as they were given, and the strangers."""
        own = [{matcher.label: matcher.value for matcher in given.selector.matchers} for given in self.given]
        for given, told in zip(self.given, own, strict=True):
            labels = told | {label: value for label, value in self.labels(turn).items() if label in told}
            metric = given.selector.metric or ""
            yield Track(metric=metric, labels=labels, runs=_runs(given, spans, step_ms))
            for _, others in strangers(self._asked(metric), labels):
                # One is far above, the other far below: whatever is made of all of them is then another value.
                for name, factor in (("above", _MUCH), ("below", 1 / _MUCH)):
                    if others not in own:
                        runs = _runs(given, spans, step_ms, factor=factor)
                        yield Track(metric=metric, labels=others | {"stranger": name}, runs=runs, stranger=True)

    def _asked(self, metric: str) -> tuple[promql.Matcher, ...]:
        """Return the matchers that all selectors of `metric` have: what one of them refuses nobody reads."""
        found = [selector.matchers for selector in promql.selectors(self.expr) if selector.metric == metric]
        return tuple(matcher for matcher in found[0] if all(matcher in other for other in found)) if found else ()


def _way(value: promql.Expr, before: float, limit: float) -> float:
    """Return by how much `value` is more on the way from `before` to `limit`, at which it may be no number."""
    return _value(value, (before + limit) / 2, 0.0) - _value(value, before, 0.0)


def _grows(counted: Sequence[promql.Expr], level: float) -> bool:
    """Tell whether nothing is counted down at a level."""
    try:
        return all(_value(each, level, 0.0) >= 0 for each in counted)
    except ZeroDivisionError:
        return False


def _edge(counted: Sequence[promql.Expr], level: float, sign: int) -> float:
    """Return how far from a level to one side nothing is counted down."""
    grows = level
    for tried in sorted((each for each in _TRIED if (each - level) * sign > 0), reverse=sign < 0):
        if not _grows(counted, tried):
            return _between(counted, grows, tried)
        grows = tried
    return sign * math.inf


def _between(counted: Sequence[promql.Expr], grows: float, falls: float) -> float:
    """Return the last level at which nothing is counted down, between one at which that is so and one at which it is not."""
    good, bad = grows, falls
    for _ in range(_HALVED):
        middle = (good + bad) / 2
        good, bad = (middle, bad) if _grows(counted, middle) else (good, middle)
    exact = round(good, _DIGITS)
    return exact if _grows(counted, exact) else good


def _runs(given: Given, spans: Sequence[Span], step_ms: int, *, factor: float = 1.0) -> tuple[Run, ...]:
    levels = [span.level or 0.0 for span in spans]
    if given.counted:
        return counted(spans, [factor * _value(given.value, level, 0.0) for level in levels], step_ms)
    away = 0.0 if factor == 1 else _MORE if factor > 1 else -_MORE
    runs = _gauge(given.value, spans, levels, step_ms / 1000)
    return tuple(run._replace(start=run.start * factor + away, step=run.step * factor) for run in runs if run.start is not None)


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
