"""Queries of a dashboard: their datasources, their names, and the labels that they fix."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from tocsin import ir, promql

if TYPE_CHECKING:
    from collections.abc import Iterable

PROMETHEUS_VARIABLE: Final = "datasource"
CLOUD_VARIABLE: Final = "cloud_monitoring"

PROMETHEUS: Final = {"type": "prometheus", "uid": f"${{{PROMETHEUS_VARIABLE}}}"}
CLOUD: Final = {"type": "stackdriver", "uid": f"${{{CLOUD_VARIABLE}}}"}
MIXED: Final = {"type": "datasource", "uid": "-- Mixed --"}


def reference(index: int) -> str:
    """Return the name of the query at `index`, as Grafana counts them.

    >>> reference(0), reference(25), reference(26)
    ('A', 'Z', 'AA')
    """
    before, letter = divmod(index, 26)
    return (reference(before - 1) if before else "") + chr(ord("A") + letter)


def fixed_labels(queries: Iterable[ir.PromQuery | ir.CloudQuery]) -> tuple[str, ...]:
    """Return the labels whose values the queries fix."""
    expressions = [query.expr for query in queries if isinstance(query, ir.PromQuery)]
    found = [matcher for expr in expressions for selector in promql.selectors(expr) for matcher in selector.matchers]
    return tuple(dict.fromkeys([matcher.label for matcher in found if matcher.op == "="]))


def cloud_target(query: ir.CloudQuery, name: str) -> dict[str, Any]:
    """Return the target of a query of Cloud Monitoring, which grafanalib does not know."""
    filters = ["metric.type", "=", query.metric_type]
    for key, value in query.filters:
        filters += ["AND", key, "=", value]
    return {
        "refId": name,
        "datasource": CLOUD,
        "queryType": "timeSeriesList",
        "aliasBy": query.legend,
        "timeSeriesList": {
            "projectName": query.project,
            "filters": filters,
            "perSeriesAligner": query.aligner,
            "alignmentPeriod": "cloud-monitoring-auto",
            "crossSeriesReducer": query.reducer,
            "groupBys": list(query.group_by),
            "view": "FULL",
        },
    }
