"""A ruler that sees several clusters: every rule and panel asks for the series of its own, and what happens in another is not heard."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

import pytest
import yaml

from answered import Asked, refusal
from conftest import REPOSITORY, Judge
from tocsin import promql
from tocsin.pipeline import Build, build
from tocsin.progress import silent
from tocsin.prove.alerts import prove_alerts
from tocsin.prove.kept import Kept

PLATFORMS = ("ecommerce", "model-lifecycle", "toxicity")
BEFORE, AFTER = "release: monitoring,", 'release: monitoring, series_labels: {cluster: "eu-1"},'
RULERS_OWN = {"ALERTS", "ALERTS_FOR_STATE"}


@cache
def built() -> Build:
    """Return the repository's own platforms, in a cluster among others."""
    folders: dict[str, dict[str, bytes]] = {}
    for platform in PLATFORMS:
        files = {path: path.read_text() for path in sorted((REPOSITORY / "specs" / platform).glob("*.yaml"))}
        assert sum(text.count(BEFORE) for text in files.values()) == 1
        folders[platform] = {str(path.relative_to(REPOSITORY)): text.replace(BEFORE, AFTER).encode() for path, text in files.items()}
    found = build(folders)
    assert found.diagnostics == ()
    return found


def selectors(text: str) -> list[promql.Selector]:
    # Grafana's variables are no PromQL.
    expr = promql.parse(re.sub(r"\$__rate_interval|\$__interval|\$__range", "5m", text))
    assert not isinstance(expr, promql.ParseFailure), text
    return [node for node in promql.walk(expr) if isinstance(node, promql.Selector)]


def expressions(path: str, text: str) -> list[str]:
    content = yaml.safe_load(text)
    if path.endswith(".rules.yaml"):
        return [rule["expr"] for group in content["groups"] for rule in group["rules"]]
    panels = [panel for panel in content["panels"] if panel["type"] != "row"]
    return [target["expr"] for panel in panels for target in panel["targets"] if "expr" in target]


@pytest.mark.parametrize("suffix", [".rules.yaml", ".json"])
def test_every_scraped_series_is_asked_for_by_its_cluster(suffix: str) -> None:
    asked = [
        selector
        for path, text in built().artifacts.items()
        if path.endswith(suffix)
        for expr in expressions(path, text)
        for selector in selectors(expr)
        if (":" not in (name := selector.metric or "") or name.startswith("vllm:")) and name not in RULERS_OWN
    ]
    assert len(asked) > 100
    assert any((selector.metric or "").startswith("vllm:") for selector in asked)
    assert [selector for selector in asked if promql.equals("cluster", "eu-1") not in selector.matchers] == []


def test_autoscalers_ask_their_own_prometheus() -> None:
    scaling = [text for path, text in built().artifacts.items() if "/autoscalers/" in path]
    assert scaling
    assert not any("eu-1" in text for text in scaling)


def test_all_is_proved_among_the_series_of_other_clusters(judge: Judge) -> None:
    estate = [(each.platform, {artifact.path: artifact.text for artifact in each.artifacts}) for each in built().compiled]
    found = prove_alerts(estate, promtool=judge("promtool"), kept=Kept(None), judge="", progress=silent)
    proofs = [proof for platform in found for proof in platform.proofs]
    assert len(proofs) > 100
    assert {proof.alert: proof.problems for proof in proofs if proof.problems} == {}
    assert [proof.alert for proof in proofs if proof.unproved] == []
    worlds = "".join(text for path, text in built().artifacts.items() if "/proofs/" in path)
    assert len(set(re.findall(r'cluster="([^"]+)"', worlds))) > 1  # there are strangers


SPEC = """
platform:
  name: shop
  namespace: shop
  cluster: {prometheus: {ruler: thanos, rule_labels: {ruler: thanos}, series_labels: SERIES_LABELS}}
metrics: {elsewhere: {series: up_there, type: gauge, unit: items, labels: {cluster: cluster}, where: {cluster: us-1}, own: false}}
models: {chat: {scrape: {job: chat}, thresholds: {elsewhere: {above: 3}}}}
"""


def rules(series_labels: str) -> str:
    found = build({"shop": {"specs/shop/shop.yaml": SPEC.replace("SERIES_LABELS", series_labels).encode()}})
    assert found.diagnostics == ()
    return next(text for path, text in found.artifacts.items() if path.endswith(".rules.yaml"))


def test_a_model_that_is_down_is_down_whatever_runs_in_another_cluster(tmp_path: Path, judge: Judge) -> None:
    series = {f'up{{job="chat",namespace="shop",cluster="{cluster}"}}': f"{up}x60" for cluster, up in (("eu-1", 0), ("us-1", 1))}
    asked = Asked("count(ALERTS{alertname='TargetDown',alertstate='firing'})", "50m", {"{}": 1})
    assert refusal(judge("promtool"), tmp_path, [asked], series=series, rules=[rules("{cluster: eu-1}")]) == ""


def test_what_a_spec_says_itself_of_a_label_stands() -> None:
    asked = re.findall(r"up_there\{[^}]*\}", rules("{cluster: eu-1}"))
    assert asked
    assert all('cluster="us-1"' in expr and "eu-1" not in expr for expr in asked)


def test_a_ruler_that_sees_one_cluster_asks_for_nothing_more() -> None:
    assert "eu-1" not in rules("{}")
    assert rules("{}") == rules("null")


def test_panels_alone_ask_for_their_own_where_grafana_asks_for_several_clusters() -> None:
    def asked(labels: str) -> dict[str, bool]:
        spec = SPEC.replace("ruler: thanos, rule_labels: {ruler: thanos}, series_labels: SERIES_LABELS}", labels)
        found = build({"shop": {"specs/shop/shop.yaml": spec.encode()}})
        assert found.diagnostics == ()
        return {
            path.rpartition("/")[2]: "eu-1" in text for path, text in found.artifacts.items() if path.endswith((".rules.yaml", ".json"))
        }

    both = {"shop-chat.rules.yaml": True, "shop-default-chat.json": True}
    assert asked("release: m, series_labels: {cluster: eu-1}}") == both
    assert asked("release: m}, grafana: {series_labels: {cluster: eu-1}}") == both | {"shop-chat.rules.yaml": False}
    assert asked("release: m, series_labels: {cluster: eu-1}}, grafana: {series_labels: {}}") == both | {"shop-default-chat.json": False}


def test_series_whose_names_have_a_colon_are_asked_for_by_their_cluster_and_recordings_are_not() -> None:
    model = "models: {chat: {runtime: vllm, workload: {deployment: chat}, scrape: {port: http}}}"
    spec = SPEC.replace("SERIES_LABELS", "{cluster: eu-1}").partition("metrics:")[0] + model
    found = build({"shop": {"specs/shop/shop.yaml": spec.encode()}})
    assert found.diagnostics == ()
    (text,) = [text for path, text in found.artifacts.items() if path.endswith(".rules.yaml")]
    asked = [selector for expr in expressions(".rules.yaml", text) for selector in selectors(expr)]
    by_cluster = {selector.metric for selector in asked if promql.equals("cluster", "eu-1") in selector.matchers}
    others = {selector.metric for selector in asked} - by_cluster
    assert {"vllm:num_requests_running", "vllm:e2e_request_latency_seconds_bucket", "up"} <= by_cluster
    assert others
    assert all(":" in str(name) and not str(name).startswith("vllm:") for name in others)


ASKING = """
platform:
  name: shop
  namespace: shop
  cluster:
    autoscaler: keda
    prometheus: {release: monitoring, ADDRESS}
use: [kube-state-metrics]
metrics:
  requests: {series: requests_total, type: counter, unit: requests, labels: {model: model, version: version, status: status}}
  errors: {ratio: {of: requests, where: {status: failed}}}
  queue: {series: "gateway_queue_depth", type: gauge, unit: requests, labels: {model: model}}
models:
  llm:
    runtime: vllm
    defaults: false
    workload: {deployment: llm}
    scrape: {port: http}
    scaling:
      replicas: {min: 0, max: 3}
      targets: {"vllm:num_requests_waiting": {per_replica: 5}, queue: {per_replica: 5}}
      down: {when: {queue: {equals: 0}}}
  rolled:
    workload: {rollout: rolled}
    scrape: {port: http}
    thresholds:
      errors: {compare: {label: version, champion: stable, challenger: canary, over: 1h, difference: {above: 1%}, analysis: true}}
"""
PER_POD = """
  adapted:
    runtime: vllm
    defaults: false
    workload: {deployment: adapted}
    scrape: {port: http}
    scaling: {by: hpa, replicas: {min: 1, max: 3}, targets: {"vllm:num_requests_waiting": {per_replica: 5}}}
"""


def asked_by_autoscalers(address: str) -> list[str]:
    found = build({"shop": {"specs/shop/shop.yaml": (ASKING.replace("ADDRESS", address) + PER_POD).encode()}})
    assert found.diagnostics == ()
    read = {path: yaml.safe_load(text) for path, text in found.artifacts.items() if "/autoscalers/" in path or "/analysis/" in path}
    triggers = [each for content in read.values() for each in content.get("spec", {}).get("triggers", [])]
    queries = [trigger["metadata"]["query"] for trigger in triggers]
    queries += [
        metric["provider"]["prometheus"]["query"]
        for path, content in read.items()
        if "/analysis/" in path
        for metric in content["spec"]["metrics"]
    ]
    (adapter,) = (content["rules"]["custom"] for path, content in read.items() if "adapter" in path)
    return [*queries, *(each[key] for each in adapter for key in ("seriesQuery", "metricsQuery"))]


def test_where_several_clusters_answer_autoscalers_and_analyses_ask_for_their_own() -> None:
    asked = asked_by_autoscalers("address: 'http://query.monitoring:9090', address_labels: {cluster: eu-1}")
    assert len(asked) == 6
    for query in asked:
        # The adapter puts matchers of its own first.
        filled = query.replace("<<.LabelMatchers>>,", "").replace("<<.Series>>", "any").replace("<<.GroupBy>>", "pod")
        found = selectors(filled.replace("{{", "").replace("}}", ""))
        assert found
        assert [selector for selector in found if promql.equals("cluster", "eu-1") not in selector.matchers] == []


def test_a_prometheus_of_one_cluster_is_asked_for_nothing_more() -> None:
    assert asked_by_autoscalers("address: 'http://prometheus-k8s.monitoring:9090', address_labels: {}") == asked_by_autoscalers(
        "address: 'http://prometheus-k8s.monitoring:9090'"
    )
