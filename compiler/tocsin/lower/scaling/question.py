"""The query of an autoscaler for a metric: one number, and 0 instead of nothing while the exporter is there."""

from __future__ import annotations

from typing import Literal

from tocsin import promql
from tocsin.measures import Mean, Measure, Quantile, Quotient, Ratio, ShareBelow

Scope = Literal["per_replica", "total"]
"""Whether a target is a value for each replica, which the sum over all is divided by, or one of all together."""


def question(measure: Measure, *, scope: Scope, window_ms: int) -> promql.Expr | None:
    """Return the query for the value of `measure`; None of a histogram, which has no single value.

    Without traffic a share, a mean and a quantile have no value, and to an autoscaler that is a failure: it would never scale down.
    They are 0 then, but only while somebody exports them: a dead exporter is a failure.
    """
    query = measure.value(window=window_ms, aggregate="sum" if scope == "per_replica" else None)
    if query is None or not isinstance(measure, Ratio | Quotient | ShareBelow | Mean | Quantile):
        return query
    if isinstance(measure, Quantile) and measure.histogram.type == "histogram":
        query = promql.compare(">=", query, 0.0)  # of no observations it is NaN, which is a value
    return promql.either(query, promql.multiply(0.0, measure.traffic(window=window_ms)))
