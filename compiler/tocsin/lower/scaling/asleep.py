"""What a model's own replicas serve is 0 while there are none, and no failure.

For as long as one trigger fails KEDA calls the whole ScaledObject broken, and with a `fallback:` many of its releases start those replicas:
what sleeps would be woken by its sleep. A replica that does not answer its scrape has a series `up` all the same, and is one.
https://github.com/kedacore/keda/blob/main/pkg/scaling/executor/scale_scaledobjects.go
"""

from __future__ import annotations

from tocsin import promql
from tocsin.lower.context import Context
from tocsin.lower.scaling.plan import Plan
from tocsin.measures import Measure, Raw


def zero_when_asleep(context: Context, plan: Plan, metric: str, measure: Measure, query: promql.Expr) -> promql.Expr:
    """Return `query`, which reads `measure`, with 0 while nothing of a model that may sleep is scraped; an author's own as it is."""
    subject = plan.subject
    if isinstance(measure, Raw) or not plan.sleeps or subject.job is None or not context.metrics.served_by(metric, subject):
        return query
    none = promql.Aggregate("sum", promql.absent(promql.Selector("up", subject.scraped())))
    return promql.either(query, promql.multiply(0.0, none))
