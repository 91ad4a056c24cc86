"""Whose labels win in a scrape is one thing to its monitor and to everybody who asks for its series."""

from __future__ import annotations

from collections.abc import Mapping

import pytest
import yaml

from tocsin import catalog, promql
from tocsin.pipeline import Build, build

_FX = """
honor_labels: {honors}
dimensions: {{model: model_name, namespace: namespace, pods: pod}}
metrics: {{freshness: {{type: gauge, unit: seconds, labels: [model_name, namespace, pod], help: age of the features}}}}
"""
_SHOP = """
platform: {{name: shop, namespace: ml, cluster: {{prometheus: {{stack: {stack}}}}}}}
models:
  chat: {{workload: {{deployment: chat}}, thresholds: {{freshness: {{above: 1h}}}}}}
components:
  fx: {{runtime: fx, namespace: features, workload: {{deployment: fx}}, scrape: {{{scrape}}}, thresholds: {{freshness: {{above: 2h}}}}}}
"""


def _build(*, honors: bool, said: str, stack: str = "kube-prometheus-stack") -> Build:
    scrape = ("port: metrics" if stack != "prometheus" else 'targets: ["fx:80"], namespace: features') + said
    return build(
        {
            "packs": {"specs/packs/fx.yaml": _FX.format(honors=str(honors).lower()).encode()},
            "shop": {"specs/shop/shop.yaml": _SHOP.format(scrape=scrape, stack=stack).encode()},
        }
    )


def _asked(built: Build, subject: str, series: str = "freshness") -> set[str]:
    (compiled,) = built.compiled
    rules = [rule for each in compiled.platform.rules for rule in each.rules if rule.at[1] == subject]
    selectors = [each for rule in rules for each in promql.selectors(rule.expr) if each.metric == series]
    return {promql.to_text(each).removeprefix(series) for each in selectors}


_THEIRS = '{model_name="chat",pod=~"chat-[a-z0-9]+-[a-z0-9]+",namespace="ml"}'
_HIDDEN = '{model_name="chat",exported_pod=~"chat-[a-z0-9]+-[a-z0-9]+",exported_namespace="ml"}'


@pytest.mark.parametrize(
    ("honors", "said", "effective"),
    [
        (True, "", True),
        (True, ", honor_labels: true", True),
        (True, ", honor_labels: false", False),
        (False, ", honor_labels: true", True),
    ],
)
def test_the_scrape_decides_and_else_the_pack(*, honors: bool, said: str, effective: bool) -> None:
    built = _build(honors=honors, said=said)
    assert not built.diagnostics
    monitor = yaml.safe_load(built.artifacts["default/shop/monitors/fx.yaml"])
    assert monitor["spec"]["endpoints"][0].get("honorLabels", False) is effective
    assert _asked(built, "chat") == {_THEIRS if effective else _HIDDEN}
    assert _asked(built, "fx") == {'{job="fx"}' if effective else '{job="fx",namespace="features"}'}


def test_a_pack_says_itself_under_which_names_its_labels_are_stored() -> None:
    # Of a house pack that says nothing of the scrape the dimensions are what somebody saw.
    built = _build(honors=False, said="")
    assert not built.diagnostics
    assert _asked(built, "chat") == {_THEIRS}


def test_a_plain_prometheus_is_told_the_same() -> None:
    built = _build(honors=True, said="", stack="prometheus")
    assert not built.diagnostics
    ((job,),) = (each.platform.jobs for each in built.compiled)
    assert job.honor_labels


_ELSEWHERE = """
platform: {{name: shop, namespace: ml}}
components:
  fx: {{runtime: fx, {own}scrape: {{job: fx, namespace: elsewhere}}, thresholds: {{freshness: {{above: 2h}}}}}}
"""


@pytest.mark.parametrize(
    ("honors", "own", "asked"),
    [
        (True, "namespace: features, ", '{job="fx",namespace="features"}'),
        # Where its pods run is not what it watches, and who names no namespace watches all.
        (True, "namespace: features, workload: {deployment: fx}, ", '{job="fx"}'),
        (True, "", '{job="fx"}'),
        # Of one whose labels do not win the namespace is that of its scrape: asked for both, nothing would be left.
        (False, "namespace: features, ", '{job="fx",namespace="elsewhere"}'),
    ],
)
def test_where_an_exporter_is_and_what_it_watches_are_two_things(*, honors: bool, own: str, asked: str) -> None:
    packs = {"specs/packs/fx.yaml": _FX.format(honors=str(honors).lower()).encode()}
    built = build({"packs": packs, "shop": {"specs/shop/shop.yaml": _ELSEWHERE.format(own=own).encode()}})
    assert not built.diagnostics
    assert _asked(built, "fx") == {asked}


@pytest.mark.parametrize(("honors", "namespace"), [(True, "ml"), (False, "elsewhere")])
def test_a_model_is_where_it_says_unless_its_scrape_says_so(*, honors: bool, namespace: str) -> None:
    packs = {"specs/packs/fx.yaml": _FX.format(honors=str(honors).lower()).encode()}
    text = _ELSEWHERE.format(own="").replace("components:", "models:").replace("  fx:", "  chat:")
    built = build({"packs": packs, "shop": {"specs/shop/shop.yaml": text.encode()}})
    assert not built.diagnostics
    assert _asked(built, "chat") == {f'{{model_name="chat",namespace="{namespace}"}}'}


def test_who_says_that_no_namespace_is_told_asks_for_none() -> None:
    packs = {"specs/packs/fx.yaml": _FX.format(honors="true").encode()}
    text = _ELSEWHERE.format(own="namespace: features, ").replace("freshness: {", "age: {")
    text += "metrics: {age: {pack: fx, series: freshness, labels: {namespace: null}}}\n"
    built = build({"packs": packs, "shop": {"specs/shop/shop.yaml": text.encode()}})
    assert not built.diagnostics
    assert _asked(built, "fx") == {'{job="fx"}'}


_IDLE = """
platform: {name: shop, namespace: ml}
use: [kube-state-metrics]
components:
  dcgm: {runtime: dcgm-exporter, defaults: false, workload: {daemonset: dcgm}, scrape: {port: metrics, honor_labels: true}}
  gpus: {thresholds: {DCGM_FI_DEV_GPU_TEMP: {above: 85C, by: [node, gpu]}}}
  jobs: {thresholds: {kube_job_status_failed: {above: 0}}}
"""


def test_a_gpu_without_a_pod_is_one_of_the_cluster_all_the_same() -> None:
    # Honoured, its namespace is that of the pod that uses it, and an idle one has none. A failed job has one.
    built = build({"shop": {"specs/shop/shop.yaml": _IDLE.encode()}})
    assert not built.diagnostics
    assert _asked(built, "gpus", "DCGM_FI_DEV_GPU_TEMP") == {""}
    assert _asked(built, "jobs", "kube_job_status_failed") == {'{namespace="ml"}'}


_GPUS = """
platform: {{name: shop, namespace: ml}}
use: [dcgm-exporter]
components:
  a: {{runtime: {runtime}, defaults: false, scrape: {{port: metrics{a}}}, workload: {{deployment: a}}}}
  b: {{runtime: {runtime}, defaults: false, scrape: {{port: metrics{b}}}, workload: {{deployment: b}}}}
"""
_YES, _NO = ", honor_labels: true", ", honor_labels: false"


@pytest.mark.parametrize(
    ("said", "line"),
    [
        ({"runtime": "dcgm-exporter", "a": _YES, "b": ""}, 5),
        ({"runtime": "dcgm-exporter", "a": "", "b": _YES}, 6),
        ({"runtime": "kube-state-metrics", "a": "", "b": _NO}, 6),
        ({"runtime": "kube-state-metrics", "a": _NO, "b": _YES}, 5),
    ],
)
def test_two_scrapes_of_one_exporter_have_to_agree(said: Mapping[str, str], line: int) -> None:
    built = build({"shop": {"specs/shop/shop.yaml": _GPUS.format(**said).encode()}})
    assert [(each.code, each.span.line) for each in built.diagnostics] == [("scrape/labels-of-some", line)]


@pytest.mark.parametrize(
    "said",
    [
        {"runtime": "dcgm-exporter", "a": _YES, "b": _YES},
        {"runtime": "dcgm-exporter", "a": _NO, "b": ""},
        # It has no label that its scrape has too.
        {"runtime": "vllm", "a": _YES, "b": _NO},
    ],
)
def test_they_may_say_what_makes_no_difference(said: Mapping[str, str]) -> None:
    built = build({"shop": {"specs/shop/shop.yaml": _GPUS.format(**said).encode()}})
    assert "scrape/labels-of-some" not in {each.code for each in built.diagnostics}


def test_a_label_of_an_exporter_is_there_where_addresses_are_scraped() -> None:
    # No operator calls the target's port `endpoint` there, so nothing hides it.
    text = """
platform: {name: shop, namespace: ml, cluster: {prometheus: {stack: prometheus}}}
metrics: {searches: {pack: qdrant, series: rest_responses_total, where: {endpoint: /points/search}}}
components: {vectors: {runtime: qdrant, defaults: false, scrape: {targets: ["vectors:6333"]}, thresholds: {searches: {above: 9/s}}}}
"""
    built = build({"shop": {"specs/shop/shop.yaml": text.encode()}})
    assert not built.diagnostics
    assert any('endpoint="/points/search"' in rules for path, rules in built.artifacts.items() if path.endswith(".rules.yaml"))


_EACH_PACK = pytest.mark.parametrize("name", [name for name in catalog.names() if catalog.load(name).source_kind == "prometheus"])


@_EACH_PACK
def test_every_dimension_is_a_label_whichever_way_a_pack_is_scraped(name: str) -> None:
    pack = catalog.load(name)
    for way in (True, False):
        turned = catalog.scraped(pack, honor_labels=way)
        for metric in turned.metrics.values():
            hidden = {label for label in metric.dimensions.values() if label.startswith("exported_")}
            assert hidden <= turned.labels_of(metric), metric.name


def test_what_an_exporter_says_is_found_under_its_bare_name_when_that_wins() -> None:
    dcgm = catalog.scraped(catalog.load("dcgm-exporter"), honor_labels=True)
    assert {metric.dimensions["pods"] for metric in dcgm.metrics.values()} == {"pod"}
    triton = catalog.load("triton")
    # Its namespaces of models are none of Kubernetes.
    assert not catalog.contested(triton)
    assert catalog.scraped(triton, honor_labels=True).dimensions == triton.dimensions


@pytest.mark.parametrize("name", ["kube-state-metrics", "cadvisor-kubelet"])
def test_there_and_back_a_pack_is_what_it_was(name: str) -> None:
    pack = catalog.load(name)
    back = catalog.scraped(catalog.scraped(pack, honor_labels=False), honor_labels=True)
    assert {each.name: dict(each.dimensions) for each in back.metrics.values()} == {
        each.name: dict(each.dimensions) for each in pack.metrics.values()
    }
