"""Which alerts of the specs already ask the same as a hand-written alert."""

from __future__ import annotations

import math
from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import Final, TypeAlias

from tocsin import ir
from tocsin.adopt.condition import MISSING, Condition
from tocsin.patterns import satisfies
from tocsin.promql import Call, Expr, Selector, selectors, walk

_OPERATORS: Final = {"above": {">", ">="}, "below": {"<", "<="}, "equals": {"==", ">", "<"}}

Recorded: TypeAlias = Mapping[str, Collection[Expr]]
"""What each recorded series is recorded from."""


def asking_the_same(given: Condition, made: Recorded, alerts: Iterable[ir.Alert], recorded: Recorded) -> tuple[ir.Alert, ...]:
    """Return the alerts that read the same series, of no other model, and are bad on the same side of a limit: the nearest limit first.

    `made` is recorded beside the alert that was written by hand, `recorded` beside the `alerts`.
    """
    wanted = tuple(_scraped(given.value, made))
    names = {each.metric for each in wanted}
    same = [alert for alert in alerts if _same_side(given, alert) and _same_series(wanted, names, alert, recorded)]
    return tuple(sorted(same, key=lambda alert: min((abs(limit - given.limit) for _, limit in alert.limits), default=math.inf)))


def _same_side(given: Condition, alert: ir.Alert) -> bool:
    missing = any(isinstance(node, Call) and node.function in MISSING for node in walk(alert.expr))
    if given.missing:
        return missing
    return any(op in _OPERATORS[given.key] for op, _ in alert.limits)


def _same_series(wanted: Iterable[Selector], names: Collection[str | None], alert: ir.Alert, recorded: Recorded) -> bool:
    read = tuple(_scraped(alert.value, recorded))
    if not names or names != {each.metric for each in read}:
        return False
    there = {(each.metric, matcher.label): matcher.value for each in read for matcher in each.matchers if matcher.op == "="}
    asked = ((each.metric, matcher) for each in wanted for matcher in each.matchers if (each.metric, matcher.label) in there)
    return all(satisfies(matcher.op, matcher.value, there[metric, matcher.label]) for metric, matcher in asked)


def _scraped(expr: Expr, recorded: Recorded) -> Iterator[Selector]:
    """Yield what an expression selects, and in place of what is recorded what that selects."""
    for each in selectors(expr):
        known = recorded.get(each.metric or "", ())
        others = {name: made for name, made in recorded.items() if name != each.metric} if known else recorded
        for made in known:
            yield from _scraped(made, others)
        if not known:
            yield each
