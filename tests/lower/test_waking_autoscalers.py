"""What Prometheus answers to KEDA of a model that wakes: its first replica is scraped long before it serves anything."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest
import yaml

from conftest import CompileSpec, Judge
from tocsin import promql

_SPEC = """
platform: {name: shop, namespace: ml, cluster: {autoscaler: keda, prometheus: {release: monitoring}}}
metrics: {asked: {series: gateway_requests_total, type: counter, unit: requests, labels: {model: model, pods: null}}}
models:
  chat:
    runtime: vllm
    defaults: false
    workload: {deployment: chat, starts: 5m}
    scrape: {port: http}
    scaling: {replicas: {min: 0, max: 6}, targets: {asked: {per_replica: 5/s}, "vllm:num_requests_running": {per_replica: 8}}}
"""


@pytest.mark.parametrize(
    ("values", "running"),
    [
        pytest.param("_x8 0x20", 0, id="it starts"),
        pytest.param("1x7 stale 0x20", 0, id="it starts again"),
        pytest.param("1x9 stale", 0, id="it has just fallen asleep"),
        pytest.param("_x2 0x20", None, id="it should have started"),
        pytest.param("0x20", None, id="it never slept"),
    ],
)
def test_what_replicas_of_a_sleeper_serve_is_zero_while_the_first_one_starts(
    compile_spec: CompileSpec, tmp_path: Path, judge: Judge, values: str, running: float | None
) -> None:
    (compiled,) = compile_spec(_SPEC).compiled
    (query,) = (each.query for each in compiled.platform.autoscalers[0].metrics if each.name == "vllm:num_requests_running")
    asked = {
        "expr": promql.to_text(query),
        "eval_time": "10m",
        "exp_samples": [] if running is None else [{"labels": "{}", "value": running}],
    }
    up = {"series": 'up{job="chat",namespace="ml",pod="a"}', "values": values}
    world = {"rule_files": [], "tests": [{"interval": "1m", "input_series": [up], "promql_expr_test": [asked]}]}
    (tmp_path / "world.yaml").write_text(yaml.safe_dump(world))
    done = subprocess.run([judge("promtool"), "test", "rules", "world.yaml"], cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
