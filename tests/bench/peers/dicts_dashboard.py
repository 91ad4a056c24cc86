"""Dashboards of W(N) as Python dicts."""

from __future__ import annotations

from typing import Any

from bench.peers.dicts_promql import own, recorded

Facts = dict[str, Any]


def dashboard(model: Facts, owner: str) -> Facts:
    """Return the dashboard of one model."""
    variable = {"name": "datasource", "type": "datasource", "query": "prometheus", "label": "Data source"}
    return {
        "uid": f"w-default-{model['name']}",
        "title": model["name"],
        "tags": ["w", owner, model["tier"]],
        "schemaVersion": 39,
        "editable": False,
        "refresh": "1m",
        "time": {"from": "now-6h", "to": "now"},
        "templating": {"list": [variable]},
        "panels": [_panel(model, key, index) for index, key in enumerate(model["panels"])],
    }


def _queries(model: Facts, key: str) -> list[tuple[str, str]]:
    name, namespace, matchers = model["name"], model["namespace"], own(model)
    zoom = "$__rate_interval"
    target = f'up{{job="{name}",namespace="{namespace}"}}'
    latency, errors = model["recordings"]
    autoscaler = f'{{horizontalpodautoscaler="{name}-scaler",namespace="{namespace}"}}'
    labels = f'environment="default",{matchers},platform="w"'
    firing = f'ignoring (alertstate) ALERTS{{alertstate="firing",{labels}}}'
    alerts = f"1000 * ALERTS_FOR_STATE{{{labels}}} and {firing} or {firing}"
    for gravity, severity in enumerate(("info", "warning", "critical"), start=1):
        alerts = f'label_replace({alerts}, "gravity", "{gravity}", "severity", "{severity}")'
    return {
        "alerts": [(alerts, "")],
        "answering": [(f"sum({target} or 0 * absent({target}))", "answer")],
        "replicas": [
            (f"max(kube_horizontalpodautoscaler_{series}{autoscaler})", series)
            for series in ("status_current_replicas", "status_desired_replicas", "spec_max_replicas")
        ],
        "queue_depth": [(f"max(model_queue_depth{{{matchers}}})", "queue depth")],
        "kv_cache": [(f"avg(model_kv_cache_usage_ratio{{{matchers}}})", "KV cache")],
        "latency": [
            (recorded(model, latency, zoom), "p99"),
            (recorded(model, {**latency, "quantile": "0.5"}, zoom), "p50"),
        ],
        "errors": [(recorded(model, errors, zoom), "errors")],
        "gpu": [(f"avg(DCGM_FI_DEV_GPU_UTIL{{{matchers}}})", "GPU")],
    }[key]


_PANELS = {
    "alerts": ("Firing alerts", "table", "none", ""),
    "answering": ("Replicas that answer", "stat", "none", ""),
    "replicas": ("Replicas", "timeseries", "none", ""),
    "queue_depth": ("Queue depth", "timeseries", "none", "QueueDepthHigh"),
    "kv_cache": ("KV cache", "timeseries", "percentunit", "KVCacheHigh"),
    "latency": ("Latency p99", "timeseries", "s", "LatencyHigh"),
    "errors": ("Errors", "timeseries", "percentunit", "ErrorsHigh"),
    "gpu": ("GPU", "timeseries", "percent", "GPUHigh"),
}
_DATASOURCE = {"type": "prometheus", "uid": "${datasource}"}


def _panel(model: Facts, key: str, index: int) -> Facts:
    title, shape, unit, watched = _PANELS[key]
    limits = [alert for alert in model["alerts"] if alert["name"] == watched]
    colors = {"warning": "orange", "critical": "red"}
    steps = [{"color": "green", "value": None}, *({"color": colors[each["severity"]], "value": each["above"]} for each in limits)]
    defaults: Facts = {"unit": unit, "thresholds": {"mode": "absolute", "steps": steps}, "color": {"mode": "palette-classic"}}
    if shape == "timeseries":
        defaults["custom"] = {"lineWidth": 1, "fillOpacity": 10, "showPoints": "never", "thresholdsStyle": {"mode": "line+area"}}
    return {
        "id": index + 1,
        "title": title,
        "type": shape,
        "datasource": _DATASOURCE,
        "gridPos": {"h": 8, "w": 8, "x": index % 3 * 8, "y": index // 3 * 8},
        "fieldConfig": {"defaults": defaults, "overrides": []},
        "options": {"legend": {"displayMode": "table", "placement": "bottom"}, "tooltip": {"mode": "multi", "sort": "desc"}},
        "targets": [
            {"refId": "ABC"[number], "datasource": _DATASOURCE, "expr": expr, "legendFormat": legend}
            for number, (expr, legend) in enumerate(_queries(model, key))
        ],
    }
