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


def _asked(built: Build, subject: str) -> set[str]:
    (compiled,) = built.compiled
    rules = [rule for each in compiled.platform.rules for group in each.groups for rule in group.rules if rule.at[1] == subject]
    selectors = [each for rule in rules for each in promql.selectors(rule.expr) if each.metric == "freshness"]
    return {promql.to_text(each).removeprefix("freshness") for each in selectors}


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
