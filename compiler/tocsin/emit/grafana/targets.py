"""Queries as the targets of a panel, and the datasources that they ask."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from grafanalib import core as grafana

from tocsin import ir, promql

if TYPE_CHECKING:
    from collections.abc import Iterable

    from tocsin.ir.dashboards import Shape

PROMETHEUS_VARIABLE: Final = "datasource"
CLOUD_VARIABLE: Final = "cloud_monitoring"

PROMETHEUS: Final = {"type": "prometheus", "uid": f"${{{PROMETHEUS_VARIABLE}}}"}
CLOUD: Final = {"type": "stackdriver", "uid": f"${{{CLOUD_VARIABLE}}}"}
MIXED: Final = {"type": "datasource", "uid": "-- Mixed --"}

# What a target of Grafana 9 and later has of what grafanalib writes, in the order of the file.
_KEYS: Final = ("refId", "datasource", "expr", "format", "legendFormat", "interval", "instant")


def datasource(queries: Iterable[ir.PromQuery | ir.CloudQuery]) -> dict[str, str]:
    """Return the datasource of a panel with these queries."""
    of_cloud = {isinstance(query, ir.CloudQuery) for query in queries}
    return MIXED if len(of_cloud) > 1 else CLOUD if of_cloud == {True} else PROMETHEUS


def targets(queries: Iterable[ir.PromQuery | ir.CloudQuery], shape: Shape, min_step: str) -> list[dict[str, Any]]:
    """Return the targets of a panel; `min_step` (`30s`) is the scrape interval, of which `$__rate_interval` becomes at least four."""
    return [
        _cloud(query, reference(index)) if isinstance(query, ir.CloudQuery) else _prometheus(query, reference(index), shape, min_step)
        for index, query in enumerate(queries)
    ]


def reference(index: int) -> str:
    """Return the name of the query at `index`, as Grafana counts them.

    >>> reference(0), reference(25), reference(26)
    ('A', 'Z', 'AA')
    """
    before, letter = divmod(index, 26)
    return (reference(before - 1) if before else "") + chr(ord("A") + letter)


# These show one number for each series: with `instant` Prometheus computes only that one.
_INSTANT: Final = frozenset({"stat", "gauge", "table", "barchart", "alerts"})


def _prometheus(query: ir.PromQuery, name: str, shape: Shape, min_step: str) -> dict[str, Any]:
    instant = query.instant or shape in _INSTANT
    data = grafana.Target(
        refId=name,
        datasource=PROMETHEUS,
        expr=promql.to_text(query.expr),
        format="heatmap" if shape == "heatmap" else "table" if shape in {"table", "alerts"} else "time_series",
        # The panel takes a row's bound from its name. https://grafana.com/docs/grafana/latest/panels-visualizations/visualizations/heatmap/
        legendFormat="{{le}}" if shape == "heatmap" else query.legend,
        interval=min_step,
        instant=instant,
    ).to_json_data()
    # Without `editorMode` Grafana opens its query builder, which cannot show every expression.
    return {key: data[key] for key in _KEYS} | {"range": not instant, "editorMode": "code"}


def _cloud(query: ir.CloudQuery, name: str) -> dict[str, Any]:
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
