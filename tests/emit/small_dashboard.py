"""Panels of every shape, and a dashboard around them."""

from __future__ import annotations

from typing import Any, get_args

from msgspec.structs import replace

from emit.small_platform import SOURCES
from expression import read
from tocsin import ir
from tocsin.ir.dashboards import Shape
from tocsin.units import UNITS

SHAPES: tuple[Shape, ...] = get_args(Shape)

LADDER = (ir.Line(op=">", value=0.1, severity="warning"), ir.Line(op=">", value=0.2, severity="critical"))

CPU = ir.CloudQuery(
    project="shop",
    metric_type="kubernetes.io/container/cpu/core_usage_time",
    filters=(("resource.label.namespace_name", "shop"),),
    aligner="ALIGN_RATE",
    reducer="REDUCE_SUM",
    group_by=("resource.label.pod_name",),
    legend="{{resource.label.pod_name}}",
)


def query(text: str, legend: str = "") -> ir.PromQuery:
    return ir.PromQuery(expr=read(text, variables=True), legend=legend)


LATENCY = query('histogram_quantile(0.95, sum by (le, model) (rate(latency_seconds_bucket{model="fraud"}[$__rate_interval])))', "{{model}}")
REQUESTS = query('sum by (status) (rate(requests_total{model="fraud"}[$__rate_interval]))', "requests")
BUCKETS = query('sum by (le) (increase(latency_seconds_bucket{model="fraud"}[$__rate_interval]))', "latency")

FIRING = query('label_replace(ALERTS{alertstate="firing",model="fraud"}, "gravity", "2", "severity", "warning")')
SEVERITIES = (ir.State(value=1, text="info", severity="info"), ir.State(value=2, text="warning", severity="warning"))

DEPLOYMENTS = ir.Annotation(
    name="Deployments", expr=LATENCY.expr, title="{{alertname}}", text="{{severity}}: fraud", tags=("severity", "model")
)


def panel(shape: Shape = "timeseries", **changes: Any) -> ir.Panel:  # noqa: ANN401 - any field of a panel
    fields: dict[str, Any] = {
        "title": "Latency",
        "description": "The slowest 5 % of the requests.",
        "unit": UNITS["seconds"],
        "queries": {"alerts": (FIRING,), "heatmap": (BUCKETS,)}.get(shape, (LATENCY,)),
        "lines": () if shape in {"alerts", "heatmap"} else LADDER,
        "span": 12,
        "options": {},
        "states": SEVERITIES if shape == "alerts" else (),
        "at": (),
    }
    return ir.Panel(shape=shape, **(fields | changes))


TRUTH = (ir.State(value=0, text="no", severity="critical"), ir.State(value=1, text="yes", severity=None))
NOTE = ir.TextPanel(title="Read me", markdown="Ask **#ml-platform**.", span=24, at=())


def dashboard(*panels: ir.Panel | ir.TextPanel, **changes: Any) -> ir.Dashboard:  # noqa: ANN401 - any field of a dashboard
    fields: dict[str, Any] = {
        "uid": "shop-fraud",
        "title": "Fraud",
        "description": "The fraud model.",
        "tags": ("ml",),
        "folder": "ML Serving",
        "refresh": "30s",
        "time_from": "now-6h",
        "rows": (ir.Row(title="Service", panels=panels),),
        "annotations": (),
        "sources": SOURCES,
        "at": (),
    }
    return ir.Dashboard(**(fields | changes))


EVERYTHING = dashboard(
    *(panel(shape) for shape in SHAPES),
    *(panel(shape, lines=()) for shape in SHAPES),
    panel("table", queries=(LATENCY, REQUESTS)),
    panel(queries=(CPU,)),
    panel(queries=(LATENCY, CPU), options={"range": "7d"}),
    *(panel(shape, lines=(), states=TRUTH) for shape in SHAPES),
    panel(queries=(LATENCY, replace(REQUESTS, unit=UNITS["requests_per_second"]))),
    NOTE,
    annotations=(DEPLOYMENTS,),
)
