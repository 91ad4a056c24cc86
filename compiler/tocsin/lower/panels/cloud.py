"""A panel over Google Cloud Monitoring: infrastructure metrics that no Prometheus has.

Query model: https://grafana.com/docs/grafana/latest/datasources/google-cloud-monitoring/
"""

from __future__ import annotations

from tocsin import catalog, units
from tocsin.ir import CloudQuery, Panel
from tocsin.lower.context import Context
from tocsin.source import Route
from tocsin.spec.dashboards import Panel as Spec
from tocsin.spec.platform import CloudMonitoringDatasource

# What makes a number of one series of each kind; counters are sums since some start.
_ALIGNERS = {
    "counter": "ALIGN_RATE",
    "gauge": "ALIGN_MEAN",
    "histogram": "ALIGN_PERCENTILE_95",
    "summary": "ALIGN_MEAN",
    "untyped": "ALIGN_MEAN",
}


def cloud_panel(context: Context, name: str, datasource: CloudMonitoringDatasource, given: Spec | str, at: Route) -> Panel | None:
    """Return the panel of a metric type; None when nobody knows the type, which has then been said."""
    spec = Spec() if isinstance(given, str) else given
    metric_type = given if isinstance(given, str) else given.metric
    if metric_type is None:
        context.findings.add(
            "dashboard/no-metric-type", "the panel names no metric type", "add `metric: kubernetes.io/container/cpu/core_usage_time`", at=at
        )
        return None
    known = next((metric for pack, metric in catalog.find(metric_type) if pack.source_kind == "cloud-monitoring"), None)
    unit = units.UNITS[known.unit] if known is not None else units.UNITS["count"]
    if known is not None and known.type == "counter":
        unit = units.rate_of(unit)
    aligner = spec.aligner or _ALIGNERS[known.type if known is not None else "gauge"]
    query = CloudQuery(
        project=datasource.project,
        metric_type=metric_type,
        filters=tuple(sorted({"resource.label.namespace_name": context.platform.namespace, **spec.filters}.items())),
        aligner=aligner,
        reducer=spec.reducer,
        group_by=spec.group_by or ("resource.label.pod_name",),
        legend="{{resource.label.pod_name}}" if not spec.group_by else "",
    )
    title = spec.title or metric_type.partition("/")[2].replace("/", " ").replace("_", " ").capitalize()
    description = spec.description or (known.help if known is not None else f"Google Cloud's {metric_type}.")
    return Panel(
        title=title, description=description, shape="timeseries", unit=unit, queries=(query,), lines=(), datasource=name, span=spec.width or 0,
        options={"range": spec.range} if spec.range else {}, at=at,
    )  # fmt: skip
