"""What Prometheus returns for the total of each model, when prometheus-adapter has put the labels of its HPA into the rule of all."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from answered import Asked, refusal
from conftest import CompileSpec, Judge
from lower.adapter import SHOP, answers, platforms

_EXPECTED: Mapping[str, Mapping[str, float]] = {
    # The highest of two replicas; series of another namespace, and those of another model, are no business of either.
    "chat-scaler": {
        "queue": 7,
        "urgent": 4,
        "requests": 3,
        "errors": 1 / 3,
        "slowest": 0.1 / 2,
        "typical": 0.25,
        "waiting": 6,
        "shared": (3 + 7 + 4 + 2 + 90) / 5,
    },
    "code-scaler": {"queue": 50, "requests": 20, "errors": 0, "slowest": 0, "typical": 0, "shared": 50},
}
_SERIES = {
    'queue_length{model="chat",namespace="ml",pod="a",class="slow"}': "3x20",
    'queue_length{model="chat",namespace="ml",pod="b",class="slow"}': "7x20",
    'queue_length{model="chat",namespace="ml",pod="a",class="urgent"}': "4x20",
    'queue_length{model="chat",namespace="ml",pod="b",class="urgent"}': "2x20",
    'queue_length{model="chat",namespace="staging",pod="a",class="urgent"}': "90x20",
    'queue_length{model="code",namespace="code",pod="a",class="slow"}': "50x20",
    'requests_total{model="chat",namespace="ml",pod="a",status="200"}': "0+60x20",
    'requests_total{model="chat",namespace="ml",pod="b",status="200"}': "0+60x20",
    'requests_total{model="chat",namespace="ml",pod="b",status="500"}': "0+60x20",
    'requests_total{model="chat",namespace="staging",pod="b",status="500"}': "0+6000x20",
    'requests_total{model="code",namespace="code",pod="a",status="200"}': "0+1200x20",
    'latency_seconds_bucket{model="chat",namespace="ml",pod="a",le="0.1"}': "0+60x20",
    'latency_seconds_bucket{model="chat",namespace="ml",pod="a",le="1.0"}': "0+60x20",
    'latency_seconds_bucket{model="chat",namespace="ml",pod="a",le="+Inf"}': "0+60x20",
    'latency_seconds_count{model="chat",namespace="ml",pod="a"}': "0+60x20",
    'latency_seconds_sum{model="chat",namespace="ml",pod="a"}': "0+15x20",
    'latency_seconds_bucket{model="code",namespace="code",pod="a",le="+Inf"}': "0x20",
    'latency_seconds_count{model="code",namespace="code",pod="a"}': "0x20",
    'latency_seconds_sum{model="code",namespace="code",pod="a"}': "0x20",
}


def test_prometheus_returns_each_model_its_own_value_and_nothing_more(compile_spec: CompileSpec, tmp_path: Path, judge: Judge) -> None:
    ((_, files),) = platforms(compile_spec(SHOP))
    asked = [
        # One element, whose value the HPA takes as it is; of none it says that there is no metric.
        Asked(text, "10m", {} if value is None else {"{}": value})
        for answer in answers(files)
        for text in answer.queries
        for value in [_EXPECTED[answer.autoscaler].get(answer.metric.removeprefix("shop_default_").removesuffix("_anywhere"))]
    ]
    assert len(asked) == 16
    assert refusal(judge("promtool"), tmp_path, asked, series=_SERIES) == ""
