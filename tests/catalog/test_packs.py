"""Laws that every pack keeps."""

from __future__ import annotations

import re
from importlib.resources import files
from itertools import pairwise

import pytest
import yaml

from tocsin import catalog

PACKS = [catalog.load(name) for name in catalog.names()]
EACH_PACK = pytest.mark.parametrize("pack", PACKS, ids=lambda pack: pack.name)
VERSION = re.compile(r"\d+\.\d+(\.\d+)?(-[\d.]+)?")


def _text(name: str) -> str:
    return files("tocsin.catalog").joinpath(f"{name}.yaml").read_text(encoding="utf-8")


def test_the_catalogue_holds_46_packs_and_1683_metrics() -> None:
    assert len(PACKS) == 46
    assert sum(len(pack.metrics) for pack in PACKS) == 1683


def test_every_file_of_packs_is_a_pack() -> None:
    files_of_packs = sorted(file.name.removesuffix(".yaml") for file in files("tocsin.catalog").iterdir() if file.name.endswith(".yaml"))
    assert list(catalog.names()) == files_of_packs


def test_units_are_exactly_those_that_the_packs_use() -> None:
    assert {metric.unit for pack in PACKS for metric in pack.metrics.values()} == catalog.UNITS


@EACH_PACK
def test_a_pack_says_what_it_is_about_and_opens_with_a_comment(pack: catalog.Pack) -> None:
    assert pack.about.endswith(".")
    assert pack.facts
    assert _text(pack.name).startswith(f"# What {pack.name} exports")


@pytest.mark.parametrize("name", catalog.names())
def test_no_mapping_of_a_pack_has_a_key_twice(name: str) -> None:
    def walk(node: yaml.Node) -> None:
        if isinstance(node, yaml.MappingNode):
            keys = [key.value for key, _ in node.value]
            assert sorted(keys) == sorted(set(keys))
            for _, value in node.value:
                walk(value)

    root = yaml.compose(_text(name), yaml.SafeLoader)
    assert root is not None
    walk(root)


@EACH_PACK
def test_a_metric_says_what_it_is_and_who_says_so(pack: catalog.Pack) -> None:
    for name, metric in pack.metrics.items():
        assert metric.name == name
        assert all((metric.type, metric.unit, metric.help, metric.evidence, metric.source)), name
        assert pack.metric_of(name) is metric


@EACH_PACK
def test_a_metric_has_no_label_twice(pack: catalog.Pack) -> None:
    assert [name for name, metric in pack.metrics.items() if len(set(metric.labels)) < len(metric.labels)] == []


@EACH_PACK
def test_only_histograms_have_buckets_and_those_ascend(pack: catalog.Pack) -> None:
    for name, metric in pack.metrics.items():
        assert metric.type == "histogram" or not metric.buckets, name
        assert all(lower < upper for lower, upper in pairwise(metric.buckets)), name
        assert all(0 < bound < float("inf") for bound in metric.buckets), name


@EACH_PACK
def test_a_dimension_is_a_label_that_the_series_has_in_prometheus(pack: catalog.Pack) -> None:
    for name, metric in pack.metrics.items():
        assert set(metric.dimensions.values()) <= pack.labels_of(metric), name
        assert len(set(metric.dimensions.values())) == len(metric.dimensions), name


@EACH_PACK
def test_a_namespace_of_its_own_is_never_mistaken_for_that_of_the_target(pack: catalog.Pack) -> None:
    for name, metric in pack.metrics.items():
        if "exported_namespace" in pack.labels_of(metric) and pack.name != "triton":  # triton's names models, not workloads
            assert metric.dimensions.get("namespace") != "namespace", name


@EACH_PACK
def test_an_index_and_what_tells_of_which_it_is_are_labels_that_its_series_have(pack: catalog.Pack) -> None:
    for index, beside in pack.index_labels.items():
        having = [metric for metric in pack.metrics.values() if index in pack.own_labels(metric)]
        assert having, index
        for metric in having:
            stored: dict[str, str] = dict(metric.dimensions.items())
            known = {*stored, *pack.labels_of(metric), "node"}  # which the operator can add to any
            assert beside[0] in known, (index, metric.name)
            assert set(beside) <= known, (index, metric.name)
            assert index not in {each for key in beside for each in (key, stored.get(key))}


@EACH_PACK
def test_versions_are_numbers(pack: catalog.Pack) -> None:
    for name, metric in pack.metrics.items():
        versions = (metric.since, metric.deprecated, metric.hidden, metric.removed, *metric.formerly.values())
        assert all(VERSION.fullmatch(version) for version in versions if version is not None), name


@EACH_PACK
def test_a_new_name_is_a_series_of_the_same_pack_and_an_old_one_is_not(pack: catalog.Pack) -> None:
    for name, metric in pack.metrics.items():
        if metric.renamed_to is not None:
            assert metric.status == "removed", name
            assert pack.metric_of(metric.renamed_to) is not None, name
        assert all(pack.metric_of(former) is None for former in metric.formerly), name


def test_a_pack_is_read_once() -> None:
    assert catalog.load("vllm") is catalog.load("vllm")


def test_a_pack_that_does_not_exist_is_a_key_error() -> None:
    with pytest.raises(KeyError, match="vlm"):
        catalog.load("vlm")
    with pytest.raises(KeyError):
        catalog.load("../catalog/vllm")
