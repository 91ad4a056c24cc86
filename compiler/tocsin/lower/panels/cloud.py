"""Queries of Google Cloud Monitoring: infrastructure metrics that no Prometheus has.

Query model: https://grafana.com/docs/grafana/latest/datasources/google-cloud-monitoring/
"""

from __future__ import annotations

from msgspec import Struct

from tocsin import catalog, units
from tocsin.catalog import Metric
from tocsin.conventions import words
from tocsin.ir import CloudQuery, Panel
from tocsin.lower.context import Context
from tocsin.lower.panels.drawing import Drawing
from tocsin.lower.panels.queries import rate_unit
from tocsin.lower.panels.wording import heading, sentence
from tocsin.source import KeyPath
from tocsin.spec.dashboards import Lines
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
_POD = "resource.label.pod_name"


class Asked(Struct, frozen=True):
    """A query, its unit, what it is called, and what it shows as a sentence."""

    query: CloudQuery
    unit: units.Unit
    name: str
    description: str


def cloud_panel(drawing: Drawing, datasource: CloudMonitoringDatasource, given: Spec | str, at: KeyPath) -> Panel | None:
    """Return the panel of a metric type; None, and a diagnostic, when the author names none."""
    spec = Spec() if isinstance(given, str) else given
    asked = asked_of_cloud(drawing.context, datasource, given, at)
    if asked is None:
        return None
    return Panel(
        title=drawing.text(spec.title, None, (*at, "title")) or heading(asked.name),
        description=drawing.text(spec.description, None, (*at, "description")) or asked.description,
        shape="timeseries",
        unit=asked.unit,
        queries=(asked.query,),
        lines=(),
        span=spec.width or 0,
        options={"range": spec.range} if spec.range else {},
        at=at,
    )


def asked_of_cloud(context: Context, datasource: CloudMonitoringDatasource, given: Lines | str, at: KeyPath) -> Asked | None:
    """Return the query of a metric type, or of what the author says of one; None, and a diagnostic, when no type is named."""
    spec = Lines() if isinstance(given, str) else given
    metric_type = given if isinstance(given, str) else given.metric
    if metric_type is None:
        context.findings.add(
            "dashboard/no-metric-type", "the panel names no metric type", "add `metric: kubernetes.io/container/cpu/core_usage_time`", at=at
        )
        return None
    known = next((metric for pack, metric in catalog.find(metric_type) if pack.source_kind == "cloud-monitoring"), None)
    aligner = spec.aligner or _ALIGNERS[known.type if known is not None else "gauge"]
    groups = spec.group_by or (_POD,)
    query = CloudQuery(
        project=datasource.project,
        metric_type=metric_type,
        filters=tuple(sorted({"resource.label.namespace_name": context.platform.namespace, **spec.filters}.items())),
        aligner=aligner,
        reducer=spec.reducer,
        group_by=groups,
        legend=" ".join(f"{{{{{group}}}}}" for group in groups),
    )
    told = sentence(known.help) + " " if known is not None and known.help else ""
    return Asked(query, _unit(metric_type, known, aligner), _name(metric_type), f"{told}Cloud Monitoring: `{metric_type}`.")


def _unit(metric_type: str, known: Metric | None, aligner: str) -> units.Unit:
    if known is None:
        return units.UNITS["count"]
    base = units.UNITS[known.unit]
    return rate_unit(base, metric_type) if known.type == "counter" and aligner == "ALIGN_RATE" else base


def _name(metric_type: str) -> str:
    """Return a metric type as a person says it, without the service that serves it."""
    return words(metric_type.partition("/")[2].replace("/", "_") or metric_type)
