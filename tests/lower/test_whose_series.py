"""Which series are whose: of releases under one name, of what a gateway tells, and under the labels that a scrape gives."""

from __future__ import annotations

from pathlib import Path

import pytest

from conftest import CompileSpec, Judge
from lower.firing import Proof
from tocsin import promql
from tocsin.ir import Platform
from tocsin.pipeline import Build, build

_WAITING = 'vllm:num_requests_waiting{{model_name="chat",job="{0}",namespace="ml",pod="{0}-5d9c-x7k2p"}}'


def _selectors(platform: Platform, metric: str) -> dict[str, set[str]]:
    """Return how the rules of each model and component, and its autoscaler, select series of `metric`."""
    found: dict[str, set[str]] = {}
    rules = [(rule.at, rule.expr) for each in platform.rules for group in each.groups for rule in group.rules]
    for at, expr in (*rules, *((target.at, target.query) for each in platform.autoscalers for target in each.metrics)):
        for selector in promql.selectors(expr):
            if selector.metric == metric:
                found.setdefault(str(at[1]), set()).add(promql.to_text(selector).removeprefix(metric))
    return found


def _only(built: Build) -> Platform:
    assert not built.diagnostics
    (compiled,) = built.compiled
    return compiled.platform


def test_a_release_that_fails_is_not_hidden_by_one_that_is_well(tmp_path: Path, judge: Judge) -> None:
    proof = Proof("two-releases", tmp_path, judge)
    busy, idle = _WAITING.format("chat-v1"), _WAITING.format("chat-v2")
    proof.fires({busy: "0x30", idle: "0x30"}, [], at="20m")
    proof.fires({busy: "50x30", idle: "0x30"}, ["WaitingHigh/warning"], at="20m")
    proof.shows({busy: "50x30", idle: "50x30"}, {"WaitingHigh/warning": 2}, of=".+", at="20m")


def test_what_the_gateway_s_scrape_stores_is_what_a_model_asks_for(tmp_path: Path, judge: Judge) -> None:
    series = 'litellm_proxy_total_requests_metric_total{{requested_model="chat",job="{}",namespace="{}"}}'
    proof = Proof("gateway-elsewhere", tmp_path, judge)
    proof.shows({series.format("litellm", "gateway"): "0+12000x30"}, {"AskedHigh/warning": 1}, of="Asked.+", at="20m")
    proof.shows({series.format("litellm", "other-shop"): "0+12000x30"}, {}, of="Asked.+", at="20m")


_RELEASES = """
platform: {{name: shop, namespace: ml, cluster: {{prometheus: {{stack: {stack}}}}}}}
metrics:
  waiting: {{pack: vllm, series: "vllm:num_requests_waiting"}}
  accuracy: {{series: accuracy, type: gauge, unit: ratio, labels: {{model: model, namespace: {label}}}}}
models:
  chat:
    runtime: vllm
    defaults: false
    workload: {{deployment: chat}}
    scrape: {scrape}
    thresholds: {{waiting: {{above: 20}}, accuracy: {{below: 80%}}}}
  canary:
    {more}
    known_as: {known_as}
    defaults: false
    workload: {{deployment: canary}}
    scrape: {{port: http}}
    thresholds: {{accuracy: {{below: 80%}}}}
"""


def _chat(  # each of these tells one case from another
    compile_spec: CompileSpec,
    *,
    more: str = "runtime: vllm",
    known_as: str = "chat",
    scrape: str = "{port: http}",
    label: str = "namespace",
    stack: str = "kube-prometheus-stack",
) -> dict[str, str]:
    platform = _only(compile_spec(_RELEASES.format(more=more, known_as=known_as, scrape=scrape, label=label, stack=stack)))
    return {metric: next(iter(_selectors(platform, metric)["chat"])) for metric in ("vllm:num_requests_waiting", "accuracy")}


@pytest.mark.parametrize(
    ("more", "known_as", "waiting", "accuracy"),
    [
        pytest.param("runtime: vllm", "chat", 'job="chat",', 'job="chat",', id="a namesake"),
        pytest.param("runtime: vllm", "code", "", "", id="another name"),
        pytest.param("runtime: vllm", "{waiting: chat, accuracy: code}", 'job="chat",', "", id="a namesake to one metric"),
        pytest.param("runtime: vllm", "{vllm: chat}", 'job="chat",', "", id="a namesake to one pack"),
        pytest.param("runtime: sglang", "chat", "", 'job="chat",', id="of another server, which has other series"),
        pytest.param("runtime: vllm\n    namespace: code", "chat", "", "", id="in another namespace"),
    ],
)
def test_a_job_is_named_where_another_model_has_series_of_that_name(
    compile_spec: CompileSpec, more: str, known_as: str, waiting: str, accuracy: str
) -> None:
    assert _chat(compile_spec, more=more, known_as=known_as) == {
        "vllm:num_requests_waiting": f'{{model_name="chat",{waiting}namespace="ml"}}',
        "accuracy": f'{{model="chat",{accuracy}namespace="ml"}}',
    }


def test_a_namespace_that_no_label_tells_does_not_tell_two_apart(compile_spec: CompileSpec) -> None:
    found = _chat(compile_spec, more="runtime: vllm\n    namespace: code", label="null")
    assert found["accuracy"] == '{model="chat",job="chat"}'


def test_what_nothing_scrapes_is_told_apart_by_its_pods_where_they_have_a_label() -> None:
    text = (
        _RELEASES.replace("    scrape: {scrape}\n", "")
        .replace("    scrape: {{port: http}}\n", "")
        .format(more="runtime: vllm", known_as="chat", label="namespace, pods: pod", stack="kube-prometheus-stack")
    )
    platform = _only(build({"shop": {"specs/shop/spec.yaml": text.encode()}}))
    assert _selectors(platform, "accuracy") == {
        name: {f'{{model="chat",pod=~"{name}-[a-z0-9]+-[a-z0-9]+",namespace="ml"}}'} for name in ("chat", "canary")
    }


_GATEWAY = """
platform: {{name: shop, namespace: ml, cluster: {{prometheus: {{stack: {stack}}}}}}}
use: [litellm]
metrics: {{asked: {{pack: litellm, series: litellm_proxy_total_requests_metric_total{labels}}}}}
models: {{chat: {{workload: {{deployment: chat}}, thresholds: {{asked: {{above: 100/s}}}}}}}}
components:
  {gateways}
"""
_EU_AND_US = """eu: {runtime: litellm, defaults: false, namespace: eu, scrape: {port: 4000}}
  us: {runtime: litellm, defaults: false, namespace: us, scrape: {port: 4000}}"""


@pytest.mark.parametrize(
    ("gateways", "wanted"),
    [
        ("gw: {runtime: litellm, defaults: false, namespace: gateway}", 'namespace="gateway"'),
        ("gw: {runtime: litellm, defaults: false, workload: {deployment: gw}, scrape: {port: 4000}}", 'job="gw",namespace="ml"'),
        (
            "gw: {runtime: litellm, defaults: false, scrape: {job: proxies, namespace: gateway, honor_labels: true}}",
            'job="proxies",namespace="gateway"',
        ),
        (
            _EU_AND_US,
            'job=~"eu|us",namespace=~"eu|us"',
        ),
        ("gw: {runtime: litellm, defaults: false}", 'namespace="ml"'),
        ("gw: {namespace: gateway}", 'namespace="ml"'),
    ],
)
def test_what_an_exporter_tells_bears_the_labels_of_its_own_scrape(compile_spec: CompileSpec, gateways: str, wanted: str) -> None:
    platform = _only(compile_spec(_GATEWAY.format(gateways=gateways, labels="", stack="kube-prometheus-stack")))
    assert _selectors(platform, "litellm_proxy_total_requests_metric_total") == {"chat": {f'{{requested_model="chat",{wanted}}}'}}


def test_a_label_of_the_watched_namespace_stays_that(compile_spec: CompileSpec) -> None:
    gateways = "gw: {runtime: litellm, defaults: false, namespace: gateway, scrape: {port: 4000}}"
    text = _GATEWAY.format(gateways=gateways, labels=", labels: {namespace: team}", stack="kube-prometheus-stack")
    platform = _only(compile_spec(text))
    assert _selectors(platform, "litellm_proxy_total_requests_metric_total") == {"chat": {'{requested_model="chat",team="ml"}'}}


def test_labels_that_the_gateway_s_scrape_gives_are_those_of_what_it_tells(compile_spec: CompileSpec) -> None:
    gateways = "gw: {runtime: litellm, defaults: false, namespace: gateway, scrape: {port: 4000, labels: {region: eu}}}"
    text = _GATEWAY.format(gateways=gateways, labels="", stack="kube-prometheus-stack")
    assert not compile_spec(text.replace("above: 100/s", "above: 100/s, by: [region]")).diagnostics
    own = text.replace("workload: {deployment: chat}", "workload: {deployment: chat}, scrape: {port: http, labels: {tenant: shop}}")
    (mistake,) = compile_spec(own.replace("above: 100/s", "above: 100/s, by: [tenant]")).diagnostics
    assert mistake.code == "metric/unknown-label"


_LABELS = """
platform: {{name: shop, namespace: ml}}
metrics:
  depth: {{series: depth, type: gauge, unit: requests, labels: {{model: model}}}}
  waiting: {{pack: vllm, series: "vllm:num_requests_waiting"}}
models:
  chat:
    runtime: vllm
    defaults: false
    workload: {{deployment: chat}}
    scrape: {{port: http, labels: {{version: v2}}}}
    thresholds: {{depth: {{above: 5, by: [version]}}, waiting: {{above: 5, where: {{version: v2}}}}}}
  code:
    runtime: vllm
    defaults: false
    workload: {{deployment: code}}
    scrape: {{port: http}}
    thresholds: {{waiting: {threshold}}}
"""


def test_labels_of_a_scrape_are_labels_of_its_own_series_only(compile_spec: CompileSpec) -> None:
    platform = _only(compile_spec(_LABELS.format(threshold="{above: 5}")))
    assert _selectors(platform, "vllm:num_requests_waiting")["chat"] == {'{model_name="chat",namespace="ml",version="v2"}'}
    (mistake,) = compile_spec(_LABELS.format(threshold="{above: 5, by: [version]}")).diagnostics
    assert (mistake.code, mistake.span.line) == ("metric/unknown-label", 18)


def test_releases_that_labels_of_their_scrapes_tell_apart_can_be_compared(compile_spec: CompileSpec) -> None:
    compared = "{compare: {label: version, champion: v1, challenger: v2, ratio: {above: 120%}, over: 1h, at_least: 20}}"
    release = """
    runtime: vllm
    known_as: chat
    defaults: false
    workload: {{deployment: chat-{0}}}
    scrape: {{port: http, labels: {{version: {0}}}}}
    thresholds: {{queue: {{metric: "vllm:num_requests_waiting", above: 5}}{1}}}"""
    models = f"  chat-v1:{release.format('v1', '')}\n  chat-v2:{release.format('v2', f', latency: {compared}')}"
    text = 'platform: {name: shop, namespace: ml}\nmetrics: {latency: {mean: "vllm:e2e_request_latency_seconds"}}\nmodels:\n' + models
    platform = _only(compile_spec(text))
    assert _selectors(platform, "vllm:num_requests_waiting") == {
        name: {f'{{model_name="chat",job="{name}",namespace="ml"}}'} for name in ("chat-v1", "chat-v2")
    }
    assert _selectors(platform, "vllm:e2e_request_latency_seconds_count")["chat-v2"] == {
        f'{{model_name="chat",{job}namespace="ml",version="{version}"}}' for version, job in (("v1", ""), ("v2", 'job="chat-v2",'))
    }


@pytest.mark.parametrize(
    ("declared", "scrape", "wanted"),
    [
        ("{model: model}", "{job: gateway, namespace: gateways}", '{model="chat",namespace="gateways"}'),
        ("{model: model}", "{job: gateway}", '{model="chat",namespace="ml"}'),
        ("{model: model, namespace: model_namespace}", "{job: gateway, namespace: gateways}", '{model="chat",model_namespace="ml"}'),
        ("{model: model, namespace: null}", "{job: gateway, namespace: gateways}", '{model="chat"}'),
        ("{model: model, workload: app}", "{job: gateway, namespace: gateways}", '{model="chat",app="chat",namespace="ml"}'),
    ],
)
def test_what_is_scraped_elsewhere_bears_that_namespace(compile_spec: CompileSpec, declared: str, scrape: str, wanted: str) -> None:
    spec = (
        "platform: {name: shop, namespace: ml}\n"
        f"metrics: {{depth: {{series: queue_depth, type: gauge, unit: requests, labels: {declared}}}}}\n"
        f"models: {{chat: {{workload: {{deployment: chat}}, scrape: {scrape}, thresholds: {{depth: {{above: 10}}}}}}}}\n"
    )
    assert _selectors(_only(compile_spec(spec)), "queue_depth") == {"chat": {wanted}}


def test_what_another_exporter_tells_is_not_where_the_model_is_scraped(compile_spec: CompileSpec) -> None:
    text = _GATEWAY.format(gateways="gw: {namespace: gateway}", labels="", stack="kube-prometheus-stack")
    elsewhere = text.replace("workload: {deployment: chat}", "workload: {deployment: chat}, scrape: {job: a, namespace: gateways}")
    assert elsewhere != text
    platform = _only(compile_spec(elsewhere))
    assert _selectors(platform, "litellm_proxy_total_requests_metric_total") == {"chat": {'{requested_model="chat",namespace="ml"}'}}
