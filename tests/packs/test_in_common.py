"""What `defaults` say of all is as if it stood at each, below what each says itself and above what its runtime brings."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from conftest import CompileSpec
from tocsin.pipeline import Build
from tocsin.resolve.layers import Layer, places, together, under

_PLATFORM = """
platform: {name: shop, namespace: ml}
metrics:
  load: {series: load_ratio, type: gauge, unit: ratio, labels: {model: model}}
  latency: {series: latency_seconds, type: histogram, unit: seconds, labels: {model: model}}
"""


def compiled(compile_spec: CompileSpec, sections: Mapping[str, Any]) -> Build:
    built = compile_spec(_PLATFORM + yaml.safe_dump(dict(sections), sort_keys=False))
    assert not built.diagnostics, built.diagnostics
    return built


def files(built: Build) -> dict[str, str]:
    return {path: text for path, text in built.artifacts.items() if not path.endswith("SHA256SUMS")}


def models_of(**own: Mapping[str, Any]) -> dict[str, Any]:
    return {name: {"workload": {"deployment": name}, **given} for name, given in own.items()}


SHARED: Mapping[str, Mapping[str, Any]] = {
    "owner and labels": {"owner": "ml", "labels": {"tier": "gold"}, "component": "serving"},
    "a scrape": {"scrape": {"port": "http", "every": "15s"}},
    "a threshold": {"thresholds": {"load": {"above": "80%", "for": "10m"}, "latency": {"quantile": 0.95, "above": {"warning": "1s"}}}},
    "an objective": {"slos": {"fast": {"metric": "latency", "under": "500ms", "objective": "99%"}}, "scrape": {"port": 80}},
    "scaling": {"scaling": {"replicas": {"min": 1, "max": 4}, "targets": {"cpu": "70%"}}},
    "panels": {"panels": [{"latency": ["p50"]}], "dashboard": True},
    "a runtime": {"runtime": "ollama", "scrape": {"port": "http"}},
    "a runtime that brings panels": {"runtime": "vllm", "scrape": {"port": "http"}, "panels": [{"latency": ["p50"]}]},
    "a runtime without what it brings": {"runtime": "vllm@0.11", "scrape": {"port": "http"}, "defaults": False},
}


@pytest.mark.parametrize("name", SHARED)
def test_what_is_in_common_is_as_if_it_stood_at_each(name: str, compile_spec: CompileSpec) -> None:
    own: Mapping[str, Any] = {"thresholds": {"busy": {"metric": "load", "above": "99%"}}}
    shared, twice = SHARED[name], {**SHARED[name], "thresholds": {**own["thresholds"], **SHARED[name].get("thresholds", {})}}
    in_common = compiled(compile_spec, {"defaults": {"models": shared}, "models": models_of(chat=own, code=own)})
    at_each = compiled(compile_spec, {"models": models_of(chat=twice, code=twice)})
    assert files(in_common) == files(at_each)
    assert files(in_common) != files(compiled(compile_spec, {"models": models_of(chat=own, code=own)}))


def alerts(built: Build, model: str, environment: str = "default") -> dict[tuple[str, str], dict[str, Any]]:
    text = built.artifacts[f"{environment}/shop/prometheus/shop-{model}.rules.yaml"]
    rules = [rule for group in yaml.safe_load(text)["groups"] for rule in group["rules"] if "alert" in rule]
    return {(rule["alert"], rule["labels"]["severity"]): rule for rule in rules}


def test_what_each_says_itself_wins_field_by_field(compile_spec: CompileSpec) -> None:
    common = {"owner": "ml", "thresholds": {"load": {"above": {"warning": "80%", "critical": "90%"}, "for": "10m"}}}
    own = {"owner": "search", "thresholds": {"load": {"above": {"critical": "95%"}}}}
    built = compiled(compile_spec, {"defaults": {"models": common}, "models": models_of(chat={}, ranking=own)})
    chat, ranking = alerts(built, "chat"), alerts(built, "ranking")
    assert chat["LoadHigh", "critical"]["expr"].endswith("> 0.9")
    assert ranking["LoadHigh", "critical"]["expr"].endswith("> 0.95")
    assert ranking["LoadHigh", "warning"]["expr"].endswith("> 0.8")
    assert ranking["LoadHigh", "critical"]["for"] == "10m"
    assert {alert["labels"]["owner"] for alert in chat.values()} == {"ml"}
    assert {alert["labels"]["owner"] for alert in ranking.values()} == {"search"}


def test_a_condition_of_another_kind_takes_the_place_of_that_in_common(compile_spec: CompileSpec) -> None:
    own = {"forecast": {"above": "90%", "within": "4h", "from": "1h"}}
    common = {"load": {"above": "80%", "for": "10m"}}
    built = compiled(
        compile_spec, {"defaults": {"models": {"thresholds": common}}, "models": models_of(chat={"thresholds": {"load": own}}, rank={})}
    )
    alone = compiled(compile_spec, {"models": models_of(chat={"thresholds": {"load": {**own, "for": "10m"}}}, rank={"thresholds": common})})
    assert files(built) == files(alone)


@pytest.mark.parametrize("own", [{"thresholds": {"load": None}}, {"thresholds": None}], ids=["one threshold", "all of them"])
def test_null_removes_what_is_in_common(own: Mapping[str, Any], compile_spec: CompileSpec) -> None:
    sections = {"defaults": {"models": {"thresholds": {"load": {"above": "80%", "no_data": False}}, "scrape": {"port": "http"}}}}
    built = compiled(compile_spec, {**sections, "models": models_of(chat=own, code={})})
    assert {name for name, _ in alerts(built, "chat")} == {"TargetDown"}
    assert {name for name, _ in alerts(built, "code")} == {"TargetDown", "LoadHigh"}


def test_a_field_changes_what_a_pack_brings_wherever_it_is_brought(compile_spec: CompileSpec) -> None:
    models = models_of(chat={"runtime": "ollama"}, forecast={"thresholds": {"load": {"above": "80%"}}})
    plain, shared = (
        compiled(compile_spec, {"defaults": {"models": {"scrape": {"port": "http"}, **more}}, "models": models})
        for more in ({}, {"thresholds": {"load_time": {"for": "1h"}, "generation_speed": None}})
    )
    assert alerts(plain, "forecast") == alerts(shared, "forecast")
    assert alerts(plain, "chat").keys() - alerts(shared, "chat").keys() == {("GenerationSlow", "warning")}
    assert alerts(plain, "chat")["ModelLoadedAgain", "warning"]["for"] != "1h"
    assert alerts(shared, "chat")["ModelLoadedAgain", "warning"]["for"] == "1h"


def test_an_environment_changes_it_for_all_and_each_keeps_its_own(compile_spec: CompileSpec) -> None:
    common, patch = {"thresholds": {"load": {"above": "80%", "for": "5m"}}}, {"thresholds": {"load": {"above": "90%", "for": "1h"}}}
    sections = {
        "defaults": {"models": common},
        "models": models_of(chat={}, code={"thresholds": {"load": {"for": "7m"}}}),
        "environments": {
            "production": {},
            "staging": {
                "namespace": "staging",
                "patch": {"defaults": {"models": patch}, "models": {"new": {"workload": {"deployment": "new"}}}},
            },
        },
    }
    built = compiled(compile_spec, sections)
    waits = {
        (place, model): alerts(built, model, place)["LoadHigh", "warning"]
        for place in ("production", "staging")
        for model in ("chat", "code")
    }
    waits |= {("staging", "new"): alerts(built, "new", "staging")["LoadHigh", "warning"]}
    assert {key: (alert["for"], alert["expr"].rpartition(" ")[2]) for key, alert in waits.items()} == {
        ("production", "chat"): ("5m", "0.8"),
        ("production", "code"): ("7m", "0.8"),
        ("staging", "chat"): ("1h", "0.9"),
        ("staging", "code"): ("7m", "0.9"),
        ("staging", "new"): ("1h", "0.9"),
    }


@pytest.mark.parametrize("patch", [None, {"models": None}, {"models": {"thresholds": None}}], ids=["all", "of models", "a part"])
def test_an_environment_removes_what_is_in_common(patch: Mapping[str, Any] | None, compile_spec: CompileSpec) -> None:
    sections = {
        "defaults": {"models": {"thresholds": {"load": {"above": "80%", "no_data": False}}}},
        "models": models_of(chat={"scrape": {"port": "http"}}),
        "environments": {"production": {}, "staging": {"namespace": "staging", "patch": {"defaults": patch}}},
    }
    built = compiled(compile_spec, sections)
    assert {name for name, _ in alerts(built, "chat", "production")} == {"TargetDown", "LoadHigh"}
    assert {name for name, _ in alerts(built, "chat", "staging")} == {"TargetDown"}


def test_a_mistake_in_it_is_told_where_it_was_written(compile_spec: CompileSpec) -> None:
    text = f"""{_PLATFORM}
defaults:
  models:
    thresholds: {{load: {{above: 5GiB}}}}
models: {{chat: {{workload: {{deployment: chat}}}}, code: {{workload: {{deployment: code}}}}}}
environments:
  production: {{}}
  staging:
    namespace: staging
    patch: {{defaults: {{models: {{thresholds: {{load: {{for: 1h,
      above: 6GiB}}}}}}}}}}
"""
    told = [(each.code, each.span.line) for each in compile_spec(text).diagnostics]
    lines = {value: next(number for number, line in enumerate(text.splitlines(), start=1) if value in line) for value in ("5GiB", "6GiB")}
    assert told == [("threshold/unit-mismatch", lines["5GiB"]), ("threshold/unit-mismatch", lines["6GiB"])]


def test_a_mistake_in_what_a_runtime_brings_to_all_is_told_where_that_stands(compile_spec: CompileSpec) -> None:
    built = compile_spec("""
platform: {name: shop, namespace: ml}
metrics: {vllm_time_to_first_token: {buckets: [1s, 2s, 4s]}}
defaults:
  models:
    scrape: {port: http}
    runtime: vllm
models: {chat: {workload: {deployment: chat}}, code: {workload: {deployment: code}}}
""")
    assert {(each.code, each.span.line) for each in built.diagnostics} == {("slo/not-a-bucket-edge", 7)}


def test_a_patch_removes_the_runtime_that_is_in_common(compile_spec: CompileSpec) -> None:
    laptop = {"namespace": "laptop", "patch": {"models": {"chat": {"runtime": None}}}}
    sections = {
        "defaults": {"models": {"runtime": "ollama", "scrape": {"port": "http"}}},
        "models": models_of(chat={}),
        "environments": {"production": {}, "laptop": laptop},
    }
    built = compiled(compile_spec, sections)
    assert ("GenerationSlow", "warning") in alerts(built, "chat", "production")
    assert {name for name, _ in alerts(built, "chat", "laptop")} == {"TargetDown"}


_ELSEWHERE = """
platform: {name: shop, namespace: ml}
defaults:
  models: {scrape: {port: http}, thresholds: {load_time: {for: 1h}, generation_speed: null}}
  components: {owner: ml}
models: {chat: {runtime: RUNTIME, workload: {deployment: chat}}}
components: COMPONENTS
environments:
  production: {}
  laptop: {namespace: laptop, patch: {models: {chat: {runtime: vllm}}, components: null}}
"""


def test_what_has_an_effect_in_one_environment_is_no_mistake_in_another(compile_spec: CompileSpec) -> None:
    components = "{gateway: {runtime: litellm, workload: {deployment: gateway}, scrape: {port: http}}}"
    text = _ELSEWHERE.replace("RUNTIME", "ollama").replace("COMPONENTS", components)
    assert not compile_spec(text).diagnostics
    told = compile_spec(text.replace("production: {}", "production: {patch: {components: null}}").replace("ollama", "sglang")).diagnostics
    assert sorted((each.code, each.span.line) for each in told) == [
        ("defaults/changes-nothing", 4),
        ("defaults/of-nothing", 5),
        ("defaults/removes-nothing", 4),
    ]


_KEYS = st.sampled_from("abc")
_VALUES = st.recursive(st.integers(0, 9), lambda inner: st.dictionaries(_KEYS, inner, min_size=1, max_size=3), max_leaves=6)
_OBJECTS = st.dictionaries(_KEYS, _VALUES, max_size=3)


@settings(max_examples=300)
@given(st.lists(_OBJECTS, max_size=3), _OBJECTS)
def test_whatever_is_brought_is_found_where_it_stands(given_values: list[dict[str, Any]], own: dict[str, Any]) -> None:
    layers = [Layer(given=value, at=(str(index),), asked=False) for index, value in enumerate(given_values)]
    whole = under(together(layers), own)
    placed = dict(places(layers, own))
    for route, value in _leaves(whole):
        if _at(own, route) == value and not any(route[:length] in placed for length in range(1, len(route) + 1)):
            continue
        length = next(length for length in range(len(route), 0, -1) if route[:length] in placed)
        layer, *rest = [*map(str, placed[route[:length]]), *route[length:]]
        assert _at(given_values[int(layer)], rest) == value


def _leaves(value: Any, route: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], Any]]:  # noqa: ANN401
    if isinstance(value, dict):
        for key, each in value.items():
            yield from _leaves(each, (*route, key))
    else:
        yield route, value


def _at(value: Any, route: Any) -> Any:  # noqa: ANN401
    for key in route:
        value = value.get(key) if isinstance(value, dict) else None
    return value
