"""What a scrape surely brings: the metrics of its page, times their buckets, their labels' stated values, and the most replicas."""

from __future__ import annotations

import re

import pytest

from conftest import CompileSpec

_HEAD = """\
platform: {name: shop, namespace: ml, cluster: {autoscaler: keda, prometheus: {release: monitoring, series_budget: 1}}}
metrics:
  latency: {series: latency_seconds, type: histogram, unit: seconds, buckets: [10ms, 100ms, 1s], labels: {model: model, path: path}}
  usual: {series: usual_seconds, type: histogram, unit: seconds, labels: {model: model}}
  size: {series: answer_bytes, type: summary, unit: bytes, labels: {model: model}}
  queue: {series: queue_length, type: gauge, labels: {model: model, path: path}}
  requests: {series: requests_total, type: counter, unit: requests, labels: {model: model, path: path, code: code}}
  errors: {series: errors_total, type: counter, unit: requests, labels: {model: model}}
  temperature: {series: DCGM_FI_DEV_GPU_TEMP, pack: dcgm-exporter}
use: [dcgm-exporter]
models:
  chat:
    defaults: false
    workload: {deployment: chat}
"""


@pytest.mark.parametrize(
    ("rest", "series", "metrics"),
    [
        ("scrape: {port: http}\n    thresholds: {latency: {quantile: 0.9, above: 10ms, for: 5m}, queue: {above: 5, for: 5m}}", 7, 2),
        ("scrape: {port: http}\n    thresholds: {usual: {quantile: 0.9, above: 1s, for: 5m}}", 17, 1),
        (
            """\
scrape: {port: http, series: {values: {path: 4, code: 3}}}
    thresholds: {requests: {above: 5/s, for: 5m}, queue: {above: 5, for: 5m}}""",
            16,
            2,
        ),
        (
            "scrape: {port: http}\n    thresholds: {latency: {quantile: 0.9, above: 10ms, for: 5m}, temperature: {above: 85C, for: 5m}}",
            6,
            1,
        ),
        ("scrape: {port: http}\n    slos: {good: {bad: [errors], total: requests, objective: 99%}}", 2, 2),
        (
            """\
scrape: {port: http}
    slos: {fast: {metric: latency, under: 100ms, objective: 99%}}
    scaling: {replicas: {min: 1, max: 3}, targets: {waiting: {metric: queue, per_replica: 5}}}""",
            21,
            2,
        ),
    ],
)
def test_an_estimate_counts_what_is_asked_of_the_page(compile_spec: CompileSpec, rest: str, series: int, metrics: int) -> None:
    (told,) = (each for each in compile_spec(f"{_HEAD}    {rest}\n").diagnostics if each.code == "scrape/over-budget")
    assert told.message.startswith(f"at least {series} series of {metrics} metric")


def test_what_a_release_does_not_serve_and_what_must_be_asked_for_is_not_counted(compile_spec: CompileSpec) -> None:
    counts = {}
    for runtime in ("vllm@0.8", "vllm@0.12", "openvino-model-server"):
        text = f"{_HEAD}    runtime: {runtime}\n    scrape: {{port: http}}\n"
        (told,) = (each for each in compile_spec(text).diagnostics if each.code == "scrape/over-budget")
        counts[runtime] = int(re.findall(r"of (\d+) metric", told.message)[0])
    assert counts["vllm@0.8"] != counts["vllm@0.12"]
    assert counts["openvino-model-server"] == 13
