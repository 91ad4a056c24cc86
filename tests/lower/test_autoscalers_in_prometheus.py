"""What Prometheus answers to autoscalers when replicas differ, a gateway has counted nothing yet, or others serve the series."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

import pytest
import yaml

from answered import Asked, refusal
from conftest import CompileSpec, Judge
from lower.adapter import answers, platforms
from tocsin import promql

_HELD = """
platform: {{name: shop, namespace: ml, cluster: {{autoscaler: keda}}}}
use: [kube-state-metrics]
metrics: {{waiting: {{series: waiting, type: gauge, unit: requests, labels: {{model: model}}}}}}
models:
  chat:
    workload: {{deployment: chat}}
    scaling: {{replicas: {{min: 1, max: 6}}, targets: {{waiting: {{per_replica: 5}}}}, down: {{when: {{waiting: {when}}}}}}}
"""
_REPLICAS = 'kube_horizontalpodautoscaler_status_current_replicas{horizontalpodautoscaler="keda-hpa-chat-scaler",namespace="ml"}'

_GATEWAY = """
platform: {name: shop, namespace: ml, cluster: {autoscaler: keda, prometheus: {release: monitoring}}}
metrics:
  asked: {series: litellm_proxy_total_requests_metric_total}
  slow: {quantile: {of: litellm_request_total_latency_metric, at: 0.95}}
  told: {series: told_total, type: counter, unit: requests, own: false, where: {job: gateway}}
components:
  gateway: {runtime: litellm, workload: {deployment: litellm}, scrape: {port: http}}
models:
  chat:
    workload: {deployment: chat}
    scaling: {replicas: {min: 0, max: 6}, targets: {asked: {per_replica: 5}, slow: {total: 2s}, told: {per_replica: 5}}}
"""
_COUNTED = 'litellm_proxy_total_requests_metric_total{requested_model="chat",job="litellm",namespace="ml",pod="%s"}'

_SLEEPER = """
platform: {name: shop, namespace: ml, cluster: {autoscaler: keda, prometheus: {release: monitoring}}}
metrics: {asked: {series: gateway_requests_total, type: counter, unit: requests, labels: {model: model, pods: null}}}
models:
  chat:
    runtime: vllm
    defaults: false
    workload: {deployment: chat}
    scrape: {port: http}
    scaling: {replicas: {min: MIN, max: 6}, targets: {asked: {per_replica: 5/s}, "vllm:num_requests_running": {per_replica: 8}}}
"""
_RUNNING = 'vllm:num_requests_running{model_name="chat",namespace="ml",pod="%s"}'

_OTHERS = """
platform: {name: shop, namespace: ml, cluster: {autoscaler: hpa, prometheus: {release: monitoring}}}
use: [litellm]
metrics:
  rabbit: {series: rabbitmq_queue_messages_ready, type: gauge, unit: requests, own: false, where: {queue: scoring}}
  lag: {series: kafka_lag, type: gauge, unit: requests, labels: {model: topic, namespace: null, pods: null}}
  asked: {series: litellm_proxy_total_requests_metric_total}
  both: {expr: 'sum(kafka_lag{topic="<< model >>"}) + sum(queue_length{model="<< model >>"})', unit: requests}
  queue: {series: queue_length, type: gauge, unit: requests, labels: {model: model}}
models:
  chat:
    workload: {deployment: chat}
    scrape: {port: http}
    scaling:
      replicas: {min: 1, max: 6}
      targets:
        rabbit: {per_replica: 5}
        lag: {per_replica: 5}
        worst: {metric: lag, total: 5}
        asked: {per_replica: 5}
        both: {per_replica: 5}
        queue: {per_replica: 5}
"""


def _answered(judge: Judge, folder: Path, series: Mapping[str, str], asked: Sequence[tuple[str, float | None]]) -> None:
    """Let promtool ask each query after ten minutes; None: there is no answer."""
    questions = [Asked(text, "10m", {} if value is None else {"{}": value}) for text, value in asked]
    assert refusal(judge("promtool"), folder, questions, series=series) == ""


@pytest.mark.parametrize(
    ("when", "replicas", "held"),
    [
        ("{equals: 0}", (0, 0), 0),
        ("{equals: 0}", (0, 5), 2),
        ("{equals: 0}", (5, 5), 2),
        ("{equals: 1}", (0, 1), 2),
        ("{equals: 1}", (1, 2), 2),
        ("{equals: 1}", (1, 1), 0),
        ("{equals: 0, aggregate: min}", (0, 5), 0),
        ("{below: 1}", (0, 5), 2),
        ("{below: 1}", (0, 0), 0),
        ("{above: 1}", (0, 5), 2),
        ("{above: 1}", (5, 5), 0),
    ],
)
def test_replicas_stay_until_the_condition_holds_for_every_one(
    compile_spec: CompileSpec, tmp_path: Path, judge: Judge, when: str, replicas: tuple[int, int], held: int
) -> None:
    (platform,) = compile_spec(_HELD.format(when=when)).compiled
    (query,) = (each.query for each in platform.platform.autoscalers[0].metrics if each.name == "held-while-busy")
    waiting = {f'waiting{{model="chat",namespace="ml",pod="{pod}"}}': f"{value}x20" for pod, value in zip("ab", replicas, strict=True)}
    _answered(judge, tmp_path, {_REPLICAS: "2x20", **waiting}, [(promql.to_text(query), held)])


@pytest.mark.parametrize(
    ("series", "asked", "slow"),
    [
        pytest.param({'up{job="litellm",namespace="ml",pod="a"}': "1x20"}, 0, 0, id="nothing asked yet"),
        pytest.param({'up{job="litellm",namespace="ml",pod="a"}': "0x20"}, None, None, id="the gateway is down"),
        pytest.param({}, None, None, id="the gateway is gone"),
        pytest.param({'up{job="litellm",namespace="staging",pod="a"}': "1x20"}, None, None, id="another gateway is up"),
        pytest.param({'up{job="litellm",namespace="ml",pod="a"}': "1x20", _COUNTED % "a": "0+60x20"}, 1, 0, id="counted"),
        pytest.param(
            {'up{job="litellm",namespace="ml",pod="a"}': "0x20", _COUNTED % "b": "0+60x20"}, 1, None, id="counted by the other one"
        ),
    ],
)
def test_what_a_gateway_has_not_counted_is_zero_while_it_is_scraped(
    compile_spec: CompileSpec, tmp_path: Path, judge: Judge, series: dict[str, str], asked: float | None, slow: float | None
) -> None:
    (platform,) = compile_spec(_GATEWAY).compiled
    queries = {each.name: promql.to_text(each.query) for each in platform.platform.autoscalers[0].metrics}
    _answered(judge, tmp_path, series, [(queries["asked"], asked), (queries["slow"], slow), (queries["told"], None)])


@pytest.mark.parametrize(
    ("series", "running"),
    [
        pytest.param({}, 0, id="asleep"),
        pytest.param({'up{job="chat",namespace="ml",pod="a"}': "1x4 _ stale"}, 0, id="asleep again"),
        pytest.param({'up{job="chat",namespace="ml",pod="a"}': "0x20"}, None, id="it does not answer"),
        pytest.param({'up{job="chat",namespace="ml",pod="a"}': "1x20", _RUNNING % "a": "3x20", _RUNNING % "b": "4x20"}, 7, id="awake"),
        pytest.param({_RUNNING % "a": "3x20"}, 3, id="its scrape is another"),
    ],
)
def test_what_replicas_of_a_sleeper_serve_is_zero_while_there_are_none(
    compile_spec: CompileSpec, tmp_path: Path, judge: Judge, series: dict[str, str], running: float | None
) -> None:
    (platform,) = compile_spec(_SLEEPER.replace("MIN", "0")).compiled
    queries = {each.name: promql.to_text(each.query) for each in platform.platform.autoscalers[0].metrics}
    _answered(judge, tmp_path, series, [(queries["vllm:num_requests_running"], running), (queries["asked"], None)])


def test_what_never_sleeps_is_missed(compile_spec: CompileSpec, tmp_path: Path, judge: Judge) -> None:
    (platform,) = compile_spec(_SLEEPER.replace("MIN", "1")).compiled
    _answered(judge, tmp_path, {}, [(promql.to_text(each.query), None) for each in platform.platform.autoscalers[0].metrics])


def test_what_names_its_job_is_zero_while_that_is_scraped(compile_spec: CompileSpec, tmp_path: Path, judge: Judge) -> None:
    (platform,) = compile_spec(_GATEWAY).compiled
    (told,) = (each.query for each in platform.platform.autoscalers[0].metrics if each.name == "told")
    _answered(judge, tmp_path, {'up{job="gateway",instance="x"}': "1x20"}, [(promql.to_text(told), 0)])


_OWN_QUERY = 'sum(rate(litellm_proxy_total_requests_metric_total{requested_model="<< model >>",job="litellm",namespace="ml"}[2m]))'


@pytest.mark.parametrize(
    ("metric", "asked"),
    [
        pytest.param("{series: litellm_deployment_state}", set(), id="a gauge is set, and not counted"),
        pytest.param('{series: "vllm:request_success_total"}', set(), id="its own are gone with it"),
        pytest.param(
            "{series: litellm_proxy_total_requests_metric_total, own: false, where: {job: elsewhere}}", {'up{job="elsewhere"}'}, id="said"
        ),
        pytest.param("{series: litellm_proxy_total_requests_metric_total}", {'up{job="litellm",namespace="ml"}'}, id="of its gateway"),
        pytest.param(f"{{expr: '{_OWN_QUERY}', unit: requests_per_second}}", set(), id="an author's own query"),
    ],
)
def test_only_what_others_count_is_zero_without_series(compile_spec: CompileSpec, metric: str, asked: set[str]) -> None:
    (platform,) = compile_spec(f"""
platform: {{name: shop, namespace: ml, cluster: {{autoscaler: keda, prometheus: {{release: monitoring}}}}}}
metrics: {{it: {metric}}}
components:
  gateway: {{runtime: litellm, workload: {{deployment: litellm}}, scrape: {{port: http}}}}
models:
  code: {{runtime: vllm, workload: {{deployment: code}}, scrape: {{port: http}}}}
  chat:
    runtime: vllm
    workload: {{deployment: chat}}
    scrape: {{port: http}}
    scaling: {{replicas: {{min: 1, max: 6}}, targets: {{it: {{per_replica: 5}}}}}}
""").compiled
    (autoscaler,) = platform.platform.autoscalers
    read = (promql.to_text(each) for each in promql.selectors(autoscaler.metrics[0].query))
    assert {each for each in read if each.startswith("up")} == asked


def test_of_a_counter_that_nobody_is_known_to_scrape_nothing_is_concluded(compile_spec: CompileSpec) -> None:
    (platform,) = compile_spec(_GATEWAY.replace(", where: {job: gateway}", "").replace(", scrape: {port: http}", "")).compiled
    assert all("up{" not in promql.to_text(each.query) for each in platform.platform.autoscalers[0].metrics)


def test_a_value_that_the_pods_do_not_serve_is_asked_for_as_a_whole(compile_spec: CompileSpec, tmp_path: Path, judge: Judge) -> None:
    ((_, files),) = platforms(compile_spec(_OTHERS))
    metrics = yaml.safe_load(files["autoscalers/chat-scaler.yaml"])["spec"]["metrics"]
    asked = {
        each[kind]["metric"]["name"]: f"{each['type']} {each[kind]['target']['type']}"
        for each in metrics
        for kind in [each["type"].lower()]
    }
    assert asked == {
        "shop_default_chat_rabbit_sum": "External AverageValue",
        "shop_default_lag_sum_anywhere": "External AverageValue",
        "shop_default_lag_anywhere": "External Value",
        "shop_default_asked_sum": "External AverageValue",
        "shop_default_chat_both_sum": "External AverageValue",
        "shop_queue": "Pods AverageValue",
    }
    wanted = {
        "shop_default_chat_rabbit_sum": 7.0,
        "shop_default_lag_sum_anywhere": 10.0,
        "shop_default_lag_anywhere": 6.0,
        "shop_default_asked_sum": 3.0,
        "shop_default_chat_both_sum": 12.0,
    }
    found = [(text, wanted[each.metric]) for each in answers(files) for text in each.queries]
    assert len(found) == len(wanted)
    series = {
        'rabbitmq_queue_messages_ready{queue="scoring",pod="rabbit-0",namespace="mq"}': "7x20",
        'rabbitmq_queue_messages_ready{queue="other",pod="rabbit-0",namespace="mq"}': "90x20",
        'kafka_lag{topic="chat",partition="0",namespace="mq"}': "4x20",
        'kafka_lag{topic="chat",partition="1",namespace="mq"}': "6x20",
        'kafka_lag{topic="code",partition="0",namespace="mq"}': "90x20",
        'queue_length{model="chat",namespace="ml",pod="chat-1"}': "2x20",
        _COUNTED % "litellm-1": "0+120x20",
        _COUNTED % "litellm-2": "0+60x20",
    }
    _answered(judge, tmp_path, series, found)
