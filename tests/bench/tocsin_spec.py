"""W(N) in tocsin's own language: what `bench.workload` says, as a team would write it."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Final

import yaml

from bench.workload import Facts, teams


def write(root: Path, count: int, *, proofs: bool) -> None:
    """Write W(`count`) into `root`/specs/w: what all share, and a file a team; `proofs` says whether tests of the alerts are generated."""
    for name, content in files(count, proofs=proofs).items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_bytes(content)


def files(count: int, *, proofs: bool) -> dict[str, bytes]:
    """Return the spec files of W(`count`) by their names."""
    written = {"specs/w/platform.yaml": _dumped(_platform(proofs=proofs))}
    for team in teams(count):
        written[f"specs/w/{team['team']}.yaml"] = _dumped(_team(team))
    return written


def _dumped(value: Mapping[str, object]) -> bytes:
    text: str = yaml.dump(value, Dumper=yaml.CSafeDumper, sort_keys=False)
    return text.encode()


def _platform(*, proofs: bool) -> Facts:
    return {
        "platform": {
            "name": "w",
            "namespace": "ml-serving-0",
            "runbooks": "https://runbooks.example.com/models/<< model >>#<< alert >>",
            "proofs": proofs,
            # W has the alerts of its models only.
            "targets_down": None,
            # As files, like those of the peers.
            "cluster": {
                "prometheus": {"stack": "prometheus-operator"},
                "grafana": {"delivery": "files", "url": "https://grafana.example.com"},
            },
        },
        "metrics": _METRICS,
        "routing": {"receiver": "default", "group_by": ["alertname", "model"], "repeat_interval": "12h"},
        "receivers": {"default": {"discard": True}},
    }


def _series(name: str, kind: str, unit: str, **labels: str) -> Facts:
    return {"series": name, "type": kind, "unit": unit, "labels": {"model": "model", **labels}}


_METRICS: Final = {
    "queue_depth": _series("model_queue_depth", "gauge", "requests"),
    "kv_cache": _series("model_kv_cache_usage_ratio", "gauge", "ratio"),
    "latency": _series("model_request_duration_seconds", "histogram", "seconds"),
    "requests": _series("model_requests_total", "counter", "requests", status="status"),
    "errors": {"ratio": {"of": "requests", "where": {"status": {"matches": "5.."}}}},
    "gpu": _series("DCGM_FI_DEV_GPU_UTIL", "gauge", "percent"),
    "inflight": _series("model_inflight_requests", "gauge", "requests"),
}


def _team(team: Facts) -> Facts:
    name, receiver = team["team"], team["receiver"]
    route = {
        "when": {"owner": name},
        "to": name,
        "group_by": ["alertname", "model", "severity"],
        "group_wait": receiver["group_wait"],
        "repeat_interval": receiver["repeat_interval"],
    }
    slack = {"channel": receiver["channel"], "url": {"secret": "slack", "key": "url"}}
    return {
        "receivers": {name: {"slack": slack, "pagerduty": {"routing_key": {"secret": name, "key": "pagerduty"}}}},
        "routing": {"routes": {name: route}},
        "models": {model["name"]: _model(model, name) for model in team["models"]},
    }


def _model(model: Facts, owner: str) -> Facts:
    above = {(alert["name"], alert["severity"]): alert["above"] for alert in model["alerts"] if "above" in alert}
    scrape, scaling = model["scrape"], model["scaling"]

    def levels(alert: str, unit: str, scale: int) -> dict[str, str]:
        return {severity: f"{above[alert, severity] * scale:g}{unit}" for severity in ("warning", "critical")}

    return {
        "namespace": model["namespace"],
        "owner": owner,
        "labels": {"tier": model["tier"]},
        # W has eight panels, and none of requests by their status.
        "panels": None,
        "workload": {"deployment": model["name"]},
        "scrape": {"port": model["port"], "every": scrape["interval"], "timeout": scrape["timeout"], "drop": [scrape["drop"]]},
        "thresholds": {
            "queue_depth": {"above": above["QueueDepthHigh", "warning"], "for": "5m", "no_data": False},
            "kv_cache": {"above": f"{above['KVCacheHigh', 'warning']:.0%}", "for": "10m", "aggregate": "avg", "no_data": False},
            "latency": {"quantile": 0.99, "above": levels("LatencyHigh", "s", 1), "for": "10m"},
            "errors": {"above": levels("ErrorsHigh", "%", 100), "for": "5m"},
            "gpu": {"above": f"{above['GPUHigh', 'warning']}%", "for": "15m", "aggregate": "avg", "no_data": False},
        },
        "scaling": {
            "replicas": {"min": scaling["min"], "max": scaling["max"]},
            "targets": {
                "cpu": f"{scaling['cpu']}%",
                "queue_depth": {"per_replica": int(scaling["queue_depth"])},
                "inflight": {"total": int(scaling["inflight"])},
            },
            "up": _direction(scaling["up"]),
            "down": _direction(scaling["down"]),
        },
    }


def _direction(direction: Facts) -> Facts:
    return {"window": f"{direction['window']}s", "by": f"{direction['percent']}%", "every": f"{direction['period']}s"}
