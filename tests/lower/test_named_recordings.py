"""Recordings under names of their own, in the real Prometheus' own terms: what they are of, and who can read them."""

from __future__ import annotations

from pathlib import Path

import pytest

from conftest import CompileSpec, Judge
from lower.firing import Proof

_ASKED = {
    f'requests_total{{namespace="{namespace}",model="{model}",team="{team}",status="{status}",pod="{model}-1"}}': values
    for namespace, model, team, status, values in (
        ("ml", "forecast", "blue", "ok", "0+540x90"),
        ("ml", "forecast", "blue", "error", "0+60x90"),
        ("ml", "other", "blue", "ok", "0+300x90"),
        ("ml", "other", "red", "ok", "0+60x90"),
        ("elsewhere", "other", "red", "ok", "0+6000x90"),
    )
}
_OWN = 'environment="default",platform="shop"'


@pytest.mark.parametrize(
    ("query", "samples"),
    [
        (
            "team:requests:rate5m",
            {f'team:requests:rate5m{{{_OWN},namespace="ml",team="{team}"}}': rate for team, rate in (("blue", 15), ("red", 1))},
        ),
        ("model:errors:ratio_rate1h > 0", {f'model:errors:ratio_rate1h{{{_OWN},namespace="ml",model="forecast",team="blue"}}': 0.1}),
        (
            "platform:busiest",
            {f'platform:busiest{{{_OWN},namespace="ml",team="{team}"}}': rate for team, rate in (("blue", 15), ("red", 1))},
        ),
        ("platform:queue:max", {f'platform:queue:max{{{_OWN},namespace="ml"}}': 4}),
        (
            "model_name:queue:avg",
            {f'model_name:queue:avg{{{_OWN},namespace="ml",model_name="{model}"}}': depth for model, depth in (("f", 3), ("g", 9))},
        ),
        ("forecast:slowest:5m", {f'forecast:slowest:5m{{{_OWN},namespace="ml",model="forecast",tier="gold"}}': 1}),
    ],
)
def test_it_is_recorded(tmp_path: Path, judge: Judge, query: str, samples: dict[str, float]) -> None:
    queues = {
        f'queue_depth{{namespace="ml",model_name="{model}",pod="{model}-{pod}"}}': f"{depth}x90"
        for model, pod, depth in (("f", 1, 2), ("f", 2, 4), ("g", 1, 9))
    }
    slow = {f'latency_seconds_bucket{{namespace="ml",model="forecast",le="{le}"}}': "0+60x90" for le in ("1", "+Inf")}
    fast = {'latency_seconds_bucket{namespace="ml",model="forecast",le="0.5"}': "0x90"}
    answered = f"round({query}, 0.01)" if "slowest" in query else query
    wanted = {name.removeprefix(query): value for name, value in samples.items()} if answered != query else samples
    Proof("recordings", tmp_path, judge).answers({**_ASKED, **queues, **slow, **fast}, answered, wanted, at="80m")


def test_a_metric_may_be_what_is_recorded(tmp_path: Path, judge: Judge) -> None:
    proof = Proof("recordings", tmp_path, judge)
    proof.fires(_ASKED, ["BusyHigh/warning"], at="30m")
    proof.fires({name: values for name, values in _ASKED.items() if "blue" not in name}, [], at="30m")


def test_what_thresholds_record_stays_theirs(compile_spec: CompileSpec) -> None:
    built = compile_spec(
        "platform: {name: shop, namespace: ml}\n"
        "use: [vllm]\n"
        "metrics: {queue: {series: queue_depth, type: gauge, unit: requests, labels: {model: model}}}\n"
        "recordings:\n"
        "  model:queue:max: {metric: queue, by: model, aggregate: max}\n"
        "  vllm:num_requests_waiting: {metric: queue}\n"
        "  shop:queue:max: {metric: queue, aggregate: max}\n"
        "models: {chat: {workload: {deployment: chat}, thresholds: {queue: {above: {warning: 1, critical: 2}}}}}\n"
    )
    assert [(each.code, each.span.line) for each in built.diagnostics] == [("recording/name-taken", 5), ("recording/name-taken", 6)]
