"""The dashboards of W(N) with grafanalib, and its own writer: what it does for a team that generates dashboards.

Usage: grafanalib_dashboards.py INPUTS OUT
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import yaml
from grafanalib._gen import write_dashboard
from grafanalib.core import Dashboard, GridPos, Stat, Table, Target, Template, Templating, Threshold, Time, TimeSeries

Facts = dict[str, Any]


def main(inputs: Path, out: Path) -> None:
    """Write a dashboard for each model of `inputs` into `out`."""
    (out / "dashboards").mkdir(parents=True, exist_ok=True)
    for path in sorted(inputs.glob("*.yaml")):
        with path.open(encoding="utf-8") as file:
            team = yaml.load(file, Loader=yaml.CSafeLoader)
        for model in team["models"]:
            uid = f"w-default-{model['name']}"
            with (out / "dashboards" / f"{uid}.json").open("w", encoding="utf-8") as file:
                write_dashboard(_dashboard(model, uid, team["team"]), file)


def _dashboard(model: Facts, uid: str, owner: str) -> Dashboard:
    variable = Template(name="datasource", type="datasource", query="prometheus", label="Data source")
    return Dashboard(
        uid=uid,
        title=model["name"],
        tags=["w", owner, model["tier"]],
        editable=False,
        refresh="1m",
        time=Time("now-6h", "now"),
        templating=Templating(list=[variable]),
        panels=[_panel(model, key, index) for index, key in enumerate(model["panels"])],
    ).auto_panel_ids()


_DATASOURCE = "${datasource}"
_PANELS = {
    "alerts": ("Firing alerts", Table, "none", ""),
    "answering": ("Replicas that answer", Stat, "none", ""),
    "replicas": ("Replicas", TimeSeries, "none", ""),
    "queue_depth": ("Queue depth", TimeSeries, "none", "QueueDepthHigh"),
    "kv_cache": ("KV cache", TimeSeries, "percentunit", "KVCacheHigh"),
    "latency": ("Latency p99", TimeSeries, "s", "LatencyHigh"),
    "errors": ("Errors", TimeSeries, "percentunit", "ErrorsHigh"),
    "gpu": ("GPU", TimeSeries, "percent", "GPUHigh"),
}


def _panel(model: Facts, key: str, index: int) -> Any:  # noqa: ANN401  # grafanalib has no types
    title, shape, unit, watched = _PANELS[key]
    limits = [alert for alert in model["alerts"] if alert["name"] == watched]
    colors = {"warning": "orange", "critical": "red"}
    given = {
        "title": title,
        "dataSource": _DATASOURCE,
        "gridPos": GridPos(h=8, w=8, x=index % 3 * 8, y=index // 3 * 8),
        "targets": [
            Target(refId="ABC"[number], datasource=_DATASOURCE, expr=expr, legendFormat=legend)
            for number, (expr, legend) in enumerate(_queries(model, key))
        ],
        "thresholds": [
            Threshold("green", 0, 0.0),
            *(Threshold(colors[limit["severity"]], number + 1, float(limit["above"])) for number, limit in enumerate(limits)),
        ],
    }
    if shape is TimeSeries:
        return TimeSeries(unit=unit, lineWidth=1, fillOpacity=10, showPoints="never", tooltipMode="multi", tooltipSort="desc", **given)
    return Stat(format=unit, reduceCalc="lastNotNull", **given) if shape is Stat else Table(**given)


def _queries(model: Facts, key: str) -> list[tuple[str, str]]:
    name, namespace, window = model["name"], model["namespace"], "$__rate_interval"
    own = f'model="{name}",namespace="{namespace}"'
    target = f'up{{job="{name}",namespace="{namespace}"}}'
    autoscaler = f'{{horizontalpodautoscaler="{name}-scaler",namespace="{namespace}"}}'
    latency, errors = (recording["metric"] for recording in model["recordings"])
    failed = f'sum(rate({errors}{{{own},status=~"{model["recordings"][1]["matching"]}"}}[{window}]))'
    labels = f'environment="default",{own},platform="w"'
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
        "queue_depth": [(f"max(model_queue_depth{{{own}}})", "queue depth")],
        "kv_cache": [(f"avg(model_kv_cache_usage_ratio{{{own}}})", "KV cache")],
        "latency": [
            (f"histogram_quantile({at}, sum by (le) (rate({latency}_bucket{{{own}}}[{window}])))", legend)
            for at, legend in (("0.99", "p99"), ("0.5", "p50"))
        ],
        "errors": [(f"{failed} / (sum(rate({errors}{{{own}}}[{window}])) > 0)", "errors")],
        "gpu": [(f"avg(DCGM_FI_DEV_GPU_UTIL{{{own}}})", "GPU")],
    }[key]


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
