"""Objectives to recordings and alerts: how fast an error budget burns, and what is left of it."""

from __future__ import annotations

from collections.abc import Iterator

from tocsin.ir import Alert, Recording, RuleGroup
from tocsin.lower.context import Context
from tocsin.lower.slos.alerts import slo_alerts
from tocsin.lower.slos.apart import told_apart
from tocsin.lower.slos.events import events_of
from tocsin.lower.slos.kept import Kept
from tocsin.lower.slos.objective import Objective, error_share, objectives
from tocsin.lower.slos.recordings import CURRENT, REMAINING, budget, rates
from tocsin.lower.subject import Subject

__all__ = ["CURRENT", "REMAINING", "Objective", "error_share", "objectives", "slo_groups"]

# Reading a whole period is dear and its value moves slowly; but a series must come more often than the 5 minutes after which
# Prometheus calls it stale. https://prometheus.io/docs/prometheus/latest/querying/basics/#staleness
_PERIOD_INTERVAL_MS = 120_000


def slo_groups(context: Context, subject: Subject) -> Iterator[RuleGroup]:
    """Yield the rules of all objectives of `subject`: what must be fast, and what reads a whole period."""
    burning: list[Alert | Recording] = []
    spent: list[Recording] = []
    for asked in objectives(subject):
        events = events_of(context, subject, asked)
        if events is not None and told_apart(context, subject, asked, events):
            objective = asked.for_each(events.by)
            burning += (events.rule,) if isinstance(events, Kept) else ()
            burning += (*rates(objective, events), *slo_alerts(context, subject, objective, events))
            spent += budget(objective)
    at = (*subject.at, "slos")
    # The interval is said, because a mean over a recording weighs all of its time alike only on a regular grid.
    yield RuleGroup(name=f"{subject.name}.slos", interval_ms=context.evaluation_ms, rules=tuple(burning), at=at)
    yield RuleGroup(name=f"{subject.name}.slos.period", interval_ms=_PERIOD_INTERVAL_MS, rules=tuple(spent), at=at)
