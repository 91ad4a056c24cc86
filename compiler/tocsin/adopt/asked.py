"""Which alerts of the specs already ask the same as a hand-written alert."""

from __future__ import annotations

import math
from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import Final, TypeAlias

from tocsin import ir
from tocsin.adopt.condition import MISSING, Condition
from tocsin.promql import Aggregate, Call, Expr, Matcher, Selector, output_labels, selectors, walk
from tocsin.regex.patterns import satisfies
from tocsin.routing.implication import only

_OPERATORS: Final = {"above": {">", ">="}, "below": {"<", "<="}, "equals": {"==", ">", "<"}}

_EVERY_TARGETS: Final = "up"
_JOB: Final = "job"
_INSTANCE: Final = "instance"
_ANY: Final = "any-other-value"
_OF_THE_PAST: Final = frozenset({"delta", "deriv", "idelta", "predict_linear"})

Recorded: TypeAlias = Mapping[str, Collection[Expr]]
"""What each recorded series is recorded from."""


def asking_the_same(
    given: Condition, made: Recorded, alerts: Iterable[ir.Alert], recorded: Recorded, single: Collection[str] = ()
) -> tuple[ir.Alert, ...]:
    """Return the alerts that read the same series, of no other model, and are bad on the same side of a limit: the nearest limit first.

    Those that ask of other series besides, or only one of the two of the past, do not ask the same: what is left out for them is lost.
    `made` is recorded beside the alert that was written by hand, `recorded` beside the `alerts`; `single` are the jobs of one target.
    """
    wanted = tuple(_scraped(given.value, made))
    names = {each.metric for each in wanted}
    past = _asks_of_the_past(given.value, made)
    same = [
        alert
        for alert in alerts
        if _same_side(given, alert)
        and _same_series(wanted, names, alert, recorded)
        and _asks_of_the_past(alert.value, recorded) == past
        and (given.missing or {each.metric for each in _scraped(alert.expr, recorded)} <= names)
    ]
    if _EVERY_TARGETS in names:
        same = _of_targets(given, wanted, same, single)
    return tuple(sorted(same, key=lambda alert: min((abs(limit - given.limit) for _, limit in alert.limits), default=math.inf)))


def _same_side(given: Condition, alert: ir.Alert) -> bool:
    missing = any(isinstance(node, Call) and node.function in MISSING for node in walk(alert.expr))
    if given.missing:
        return missing
    return any(op in _OPERATORS[given.key] for op, _ in alert.limits)


def _same_series(wanted: Iterable[Selector], names: Collection[str | None], alert: ir.Alert, recorded: Recorded) -> bool:
    read = tuple(_scraped(alert.value, recorded))
    if not names or names != {each.metric for each in read} or _is_part(read, wanted):
        return False
    there = {(each.metric, matcher.label): matcher.value for each in read for matcher in each.matchers if matcher.op == "="}
    asked = ((each.metric, matcher) for each in wanted for matcher in each.matchers if (each.metric, matcher.label) in there)
    return all(satisfies(matcher.op, matcher.value, there[metric, matcher.label]) for metric, matcher in asked)


def _is_part(read: Iterable[Selector], wanted: Iterable[Selector]) -> bool:
    """Tell whether what is read is narrowed by a pattern, such as that of a model's pods, where any value is wanted.

    A series of a cluster has those of everybody: the restarts of one model are not those of all.
    """
    asked = [(each.metric, matcher) for each in wanted for matcher in each.matchers]
    chosen = {(metric, matcher.label) for metric, matcher in asked if _chooses(matcher)}
    patterns = [(each.metric, matcher) for each in read for matcher in each.matchers if matcher.op == "=~"]
    return any((metric, matcher.label) not in chosen and (metric, matcher) not in asked for metric, matcher in patterns)


def _chooses(matcher: Matcher) -> bool:
    return not matcher.op.startswith("!") and not satisfies(matcher.op, matcher.value, _ANY)


def _of_targets(given: Condition, wanted: Iterable[Selector], alerts: Iterable[ir.Alert], single: Collection[str]) -> list[ir.Alert]:
    """Return the alerts on targets that leave none out of which the one that was written by hand tells; nothing when they leave one out.

    Every target of a Prometheus has this series, those of others too: what asks for no job is about them all. And where all targets of
    a job have to be down, one that is down is left out.
    """
    each = _each_by_itself(given.value)
    asked = {job for selector in wanted for job in _jobs(selector)}
    enough = single if each else asked
    fitting = [
        (alert, jobs)
        for alert in alerts
        if (jobs := asked.intersection(*map(_jobs, selectors(alert.expr)))) and (jobs <= set(enough) or _each_by_itself(alert.value))
    ]
    if asked and asked == {job for _, jobs in fitting for job in jobs}:
        return [alert for alert, _ in fitting]
    return [alert for alert in alerts if _is_wider(alert, wanted) and (not each or _each_by_itself(alert.value))]


def _is_wider(alert: ir.Alert, wanted: Iterable[Selector]) -> bool:
    """Tell whether an alert asks nothing of its series that is not asked of those that are wanted."""
    read = tuple(selectors(alert.value))
    return all(any(set(one.matchers) <= set(each.matchers) for one in read if one.metric == each.metric) for each in wanted)


def _jobs(selector: Selector) -> frozenset[str]:
    """Return the jobs that are asked for; none where these cannot be listed."""
    asked = (ir.Matcher(label=each.label, op=each.op, value=each.value) for each in selector.matchers if each.label == _JOB)
    return frozenset(job for each in asked for job in only(each))


def _each_by_itself(value: Expr) -> bool:
    """Tell whether one target is enough, and not all have to be as bad."""
    least = any(isinstance(node, Aggregate) and node.op == "min" for node in walk(value))
    return least or output_labels(value).may_have(_INSTANCE)


def _asks_of_the_past(expr: Expr, recorded: Recorded) -> bool:
    """Tell whether a value is held against what it was: a share that has fallen since yesterday may still be high."""
    for part in _read_through(expr, recorded):
        for node in walk(part):
            if (isinstance(node, Call) and node.function in _OF_THE_PAST) or (isinstance(node, Selector) and node.offset_ms):
                return True
    return False


def _scraped(expr: Expr, recorded: Recorded) -> Iterator[Selector]:
    """Yield what an expression selects, and in place of what is recorded what that selects."""
    for part in _read_through(expr, recorded):
        yield from (each for each in selectors(part) if not recorded.get(each.metric or ""))


def _read_through(expr: Expr, recorded: Recorded) -> Iterator[Expr]:
    """Yield an expression, and what the series are recorded from that it reads."""
    yield expr
    for each in selectors(expr):
        if each.metric is not None and each.metric in recorded:
            others = {name: made for name, made in recorded.items() if name != each.metric}
            for made in recorded[each.metric]:
                yield from _read_through(made, others)
