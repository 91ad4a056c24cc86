"""W(N): N models of ten rules, an HPA, a ServiceMonitor and a dashboard each; ten models share a team with a route and a receiver.

Ten rules are eight alerts and the two recordings that four of them read. This is the form that a peer reads: plain facts, one file a
team, with nothing left for it to look up. `bench.tocsin_spec` says the same in tocsin's language.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

import yaml

TEAM_SIZE: Final = 10
RULES: Final = 10
PANELS: Final = 8

Facts = dict[str, Any]


def models(count: int) -> list[Facts]:
    """Return the facts of the first `count` models."""
    return [_model(number) for number in range(count)]


def teams(count: int) -> Iterator[Facts]:
    """Yield the teams of `count` models with their models, in order."""
    every = models(count)
    for number, first in enumerate(range(0, count, TEAM_SIZE)):
        name = f"team-{number:05d}"
        yield {
            "team": name,
            "receiver": {"channel": f"#ml-{name}", "group_wait": "30s", "repeat_interval": "4h"},
            "models": every[first : first + TEAM_SIZE],
        }


def write(folder: Path, count: int) -> None:
    """Write `<folder>/<team>.yaml`, the same as `<folder>/json/<team>.json` for programs that read no YAML, and an index of those."""
    (folder / "json").mkdir(parents=True)
    names = []
    for team in teams(count):
        names.append(team["team"])
        text = yaml.dump(team, Dumper=yaml.CSafeDumper, sort_keys=False)
        (folder / f"{team['team']}.yaml").write_text(text, encoding="utf-8")
        (folder / "json" / f"{team['team']}.json").write_text(json.dumps(team), encoding="utf-8")
    imports = "".join(f"  import '{name}.json',\n" for name in names)
    (folder / "json" / "index.libsonnet").write_text(f"[\n{imports}]\n", encoding="utf-8")


def _model(number: int) -> Facts:
    return {
        "name": f"model-{number:06d}",
        "namespace": f"ml-serving-{number // TEAM_SIZE % 7}",
        "tier": ("critical", "standard", "batch")[number % 3],
        "port": "http-metrics",
        "scrape": {"path": "/metrics", "interval": "15s", "timeout": "10s", "drop": "go_.*|process_.*"},
        "alerts": list(_alerts(number)),
        "recordings": [
            {"record": _LATENCY, "kind": "quantile", "metric": "model_request_duration_seconds", "quantile": "0.99", "window": "5m"},
            {"record": _ERRORS, "kind": "ratio", "metric": "model_requests_total", "matching": "5..", "window": "5m"},
        ],
        "scaling": {
            "min": 1 + number % 3,
            "max": 10 + number % 40,
            "cpu": 60 + number % 30,
            "queue_depth": str(20 + number % 30),
            "inflight": str(100 + number % 100),
            "up": {"window": 0, "percent": 100, "period": 15},
            "down": {"window": 300 + number % 60, "percent": 10, "period": 60},
        },
        "panels": ["alerts", "answering", "replicas", "queue_depth", "kv_cache", "latency", "errors", "gpu"],
    }


_LATENCY: Final = "model:latency:p99_5m"
_ERRORS: Final = "model:errors:ratio_rate5m"


def _alerts(number: int) -> Iterator[Facts]:
    latency, errors = 1 + number % 4, 0.125 if number % 2 else 0.25
    queue = {"name": "QueueDepthHigh", "kind": "gauge", "metric": "model_queue_depth", "aggregate": "max", "above": 40 + number % 60}
    cache = {"name": "KVCacheHigh", "kind": "gauge", "metric": "model_kv_cache_usage_ratio", "aggregate": "avg", "above": 0.75}
    gpu = {"name": "GPUHigh", "kind": "gauge", "metric": "DCGM_FI_DEV_GPU_UTIL", "aggregate": "avg", "above": 80 + number % 15}
    yield {"name": "TargetDown", "kind": "down", "for": "3m", "severity": "critical"}
    yield {**queue, "for": "5m", "severity": "warning"}
    yield {**cache, "for": "10m", "severity": "warning"}
    for severity, above in (("warning", latency), ("critical", latency + 0.5)):
        yield {"name": "LatencyHigh", "kind": "recorded", "record": _LATENCY, "above": above, "for": "10m", "severity": severity}
    for severity, above in (("warning", errors / 2), ("critical", errors)):
        yield {"name": "ErrorsHigh", "kind": "recorded", "record": _ERRORS, "above": above, "for": "5m", "severity": severity}
    yield {**gpu, "for": "15m", "severity": "warning"}
