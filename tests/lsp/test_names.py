"""What the files of a platform define, as far as they are typed."""

from __future__ import annotations

from tocsin.lsp.names import Names, SpecFile

BASE = "metrics: {speed: {series: speed_total}}\npolicies: {usual: {replicas: {min: 1, max: 2}}}\n"
PATCH = "environments: {one: {patch: {policies: {usual: {polling: 1m}, other: {polling: 1m}}}}}\n"


def test_what_a_patch_changes_is_defined_outside_of_it() -> None:
    names = Names([SpecFile("a.yaml", PATCH), SpecFile("b.yaml", BASE)], {})
    usual, other = (names.definition("policy", name, ()) for name in ("usual", "other"))
    assert usual is not None
    assert usual.outline.file == "b.yaml"
    assert other is not None
    assert other.outline.file == "a.yaml"


def test_severities_are_the_usual_ones_until_the_platform_names_its_own() -> None:
    assert Names([SpecFile("b.yaml", BASE)], {}).severities == ("info", "warning", "critical")
    assert Names([SpecFile("p.yaml", "platform: {severities: [low, high]}")], {}).severities == ("low", "high")


def test_the_packs_in_use_are_those_that_are_named_anywhere_without_their_releases() -> None:
    text = "use: [kube-state-metrics, nonsense]\nmodels: {chat: {runtime: vllm@0.11}}\n"
    assert list(Names([SpecFile("a.yaml", text)], {}).packs) == ["kube-state-metrics", "vllm"]


def test_a_metric_is_found_by_its_series_too() -> None:
    found = Names([SpecFile("b.yaml", BASE)], {}).definition("metric", "speed_total", ())
    assert found is not None
    assert found.name == "speed"
