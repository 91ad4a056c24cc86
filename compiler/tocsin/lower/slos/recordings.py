"""What is recorded for an objective: events, the share of bad ones in each window, and what is left of the budget.

Shares are always sums of bad events by sums of all: an average of shares would let a quiet hour count as much as a busy one.
Windows under a day are read from the counters. Longer ones, which would read millions of samples at every step, are sums over the
recorded rates of the shortest window, of bad events and of all. Such a rate spreads an event over the short window after it, so that
at the end of the long window part of the last short window's events is missing, and at its beginning part of those before it counts
too. While traffic and errors are steady the share is exact. Otherwise it is wrong by at most twice the events of one short window
among those of the long one: 0.7% for 5 minutes in a day of even traffic, and 0.23% in three.
Both sums skip the same instants, so a model that slept is judged by the events that it had.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from tocsin import promql
from tocsin.ir import Recording
from tocsin.lower.slos.objective import Objective, error_share
from tocsin.measures import Events

CURRENT: Final = "slo:current_burn_rate:ratio"
"""How many times too fast the budget burns now."""
REMAINING: Final = "slo:error_budget_remaining:ratio"
"""Which share of the period's budget is left; negative when more was spent."""
PERIOD_BURN: Final = "slo:period_burn_rate:ratio"
"""How many times more than the budget was spent."""
DAY_MS: Final = 86_400_000
"""The shortest window that is read from what was recorded, also what a day is."""


def rates(objective: Objective, events: Events) -> Iterator[Recording]:
    """Yield the events, the share of bad ones in every window, and the present burn rate."""
    base = objective.base_ms
    yield _recording(objective, objective.events(), events.total(window_ms=base))
    yield _recording(objective, objective.bad_events(), events.bad(window_ms=base))
    for window in objective.windows_ms:
        yield _recording(objective, error_share(window), _share(objective, events, window))
    yield _recording(objective, CURRENT, promql.divide(objective.recorded(error_share(base)), float(objective.budget)))


def facts(objective: Objective) -> tuple[tuple[str, float], ...]:
    """Return what the spec itself says of an objective, under the names by which dashboards and reports ask."""
    return (
        ("slo:objective:ratio", float(objective.share)),
        ("slo:error_budget:ratio", float(objective.budget)),
        ("slo:time_period:days", objective.period_ms / DAY_MS),
    )


def budget(objective: Objective) -> Iterator[Recording]:
    """Yield what dashboards and reports ask: the objective, its budget and period, and what is left."""
    for name, value in facts(objective):
        yield _recording(objective, name, promql.call("vector", value))
    spent = promql.divide(_summed_share(objective, objective.period_ms), float(objective.budget))
    yield _recording(objective, PERIOD_BURN, spent)
    yield _recording(objective, REMAINING, promql.subtract(1, objective.recorded(PERIOD_BURN)))


def _share(objective: Objective, events: Events, window_ms: int) -> promql.Expr:
    """Return the share of bad events in a window, nothing while there are no events."""
    if window_ms == objective.base_ms:
        return _among(objective.recorded(objective.bad_events()), objective.recorded(objective.events()))
    if window_ms >= DAY_MS:
        return _summed_share(objective, window_ms)
    return _among(events.bad(window_ms=window_ms), events.total(window_ms=window_ms))


def _summed_share(objective: Objective, window_ms: int) -> promql.Expr:
    bad, every = (objective.recorded(name) for name in (objective.bad_events(), objective.events()))
    return _among(total_over(bad, window_ms), total_over(every, window_ms))


def total_over(recorded: promql.Selector, window_ms: int) -> promql.Call:
    """Return the sum of a recording over a window."""
    return promql.call("sum_over_time", promql.Range(recorded, window_ms))


def _among(bad: promql.Expr, every: promql.Expr) -> promql.Expr:
    return promql.divide(bad, promql.compare(">", every, 0))


def _recording(objective: Objective, name: str, expr: promql.Expr) -> Recording:
    return Recording(record=name, expr=expr, labels=objective.labels, at=objective.at)
