"""Metrics that the replicas of a model serve themselves count as 0 while it has none, or the first one starts.

For as long as one trigger fails KEDA calls the whole ScaledObject broken, and with a `fallback:` many of its releases start those replicas:
what sleeps would be woken by its sleep, and what wakes would get as many replicas in the time that its first one takes to start. A replica
that does not answer its scrape has a series `up` all the same, and is one: where nobody says how long it takes to start, a failure.
https://github.com/kedacore/keda/blob/main/pkg/scaling/executor/scale_scaledobjects.go
"""

from __future__ import annotations

from tocsin import promql
from tocsin.lower.context import Context
from tocsin.lower.scaling.plan import Plan
from tocsin.lower.waking import lately_asleep
from tocsin.measures import Measure, Raw


def zero_when_asleep(context: Context, plan: Plan, metric: str, measure: Measure, query: promql.Expr) -> promql.Expr:
    """Return `query`, which reads `measure`, with 0 while a model that may sleep does, or wakes; an author's own as it is."""
    subject = plan.subject
    if isinstance(measure, Raw) or not plan.sleeps or not subject.answers or not context.metrics.served_by(metric, subject):
        return query
    none: promql.Expr = promql.absent(promql.Selector("up", subject.scraped()))
    if subject.wakes_ms:
        none = promql.either(none, lately_asleep(context, subject))
    return promql.either(query, promql.multiply(0.0, promql.Aggregate("sum", none)))
