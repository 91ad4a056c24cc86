"""A user changes what a pack brings one field at a time, removes it with null, or wants none of it."""

from __future__ import annotations

from typing import Any

import pytest
import yaml

from conftest import CompileSpec
from tocsin.diagnostics import Located
from tocsin.pipeline import Build

_SPEC = """
platform: {name: shop, namespace: ml}
models:
  chat:
    runtime: vllm
    workload: {deployment: chat}
    scrape: {port: http}
"""
_Rules = dict[tuple[str, str, str], dict[str, Any]]


def _rules(built: Build, environment: str = "default") -> _Rules:
    """Return every alert by name, severity and window."""
    assert not built.diagnostics, built.diagnostics
    text = built.artifacts[f"{environment}/shop/prometheus/shop-chat.rules.yaml"]
    rules = [rule for group in yaml.safe_load(text)["groups"] for rule in group["rules"] if "alert" in rule]
    return {(rule["alert"], rule["labels"]["severity"], rule["labels"].get("long", "")): rule for rule in rules}


def _changed(before: _Rules, after: _Rules) -> dict[str, set[str]]:
    """Return the keys of each alert that differ."""
    assert before.keys() == after.keys()
    return {key[0]: {field for field in rule if after[key].get(field) != rule[field]} for key, rule in before.items() if after[key] != rule}


@pytest.mark.parametrize(
    ("written", "changed"),
    [
        ("thresholds: {kv_cache: {for: 30m}}", {"KVCacheSaturated": {"for", "annotations"}}),
        ("thresholds: {kv_cache: {above: 80%}}", {"KVCacheSaturated": {"expr", "annotations"}}),
        ("thresholds: {queue_time: {labels: {team: a}}}", {"QueueTimeHigh": {"labels"}}),
        ("thresholds: {queue_time: {summary: busy}}", {"QueueTimeHigh": {"annotations"}}),
        ("thresholds: {queue_time: {while: {vllm_finished: {above: 1/s}}}}", {"QueueTimeHigh": {"expr"}}),
        ("thresholds: {kv_cache: {while: null}}", {"KVCacheSaturated": {"expr"}}),
        ("slos: {availability: {objective: 99%}}", {"AvailabilityBudgetBurn": {"expr", "annotations"}}),
    ],
)
def test_one_field_changes_only_that(written: str, changed: dict[str, set[str]], compile_spec: CompileSpec) -> None:
    before, after = _rules(compile_spec(_SPEC)), _rules(compile_spec(f"{_SPEC}    {written}\n"))
    assert _changed(before, after) == changed


def test_one_step_of_a_ladder_changes_only_that(compile_spec: CompileSpec) -> None:
    before, after = (_rules(compile_spec(_SPEC + more)) for more in ("", "    thresholds: {errors: {above: {critical: 20%}}}\n"))
    assert [key for key, rule in before.items() if after[key] != rule] == [("RequestErrorsHigh", "critical", "")]


@pytest.mark.parametrize(
    ("written", "gone"),
    [
        ("thresholds: {aborts: null}", {"RequestAbortsHigh"}),
        ("slos: {availability: null}", {"AvailabilityBudgetBurn"}),
        ("slos: null", {"AvailabilityBudgetBurn", "TimeToFirstTokenBudgetBurn"}),
    ],
)
def test_null_removes_one_or_all(written: str, gone: set[str], compile_spec: CompileSpec) -> None:
    before, after = _rules(compile_spec(_SPEC)), _rules(compile_spec(f"{_SPEC}    {written}\n"))
    assert {name for name, _, _ in before} - {name for name, _, _ in after} == gone
    assert all(before[key] == rule for key, rule in after.items())


def test_who_opts_out_gets_none_and_keeps_the_metrics(compile_spec: CompileSpec) -> None:
    own = '    defaults: false\n    thresholds: {"vllm:num_requests_waiting": {above: 5, alert: Busy, no_data: false}}\n'
    assert {name for name, _, _ in _rules(compile_spec(_SPEC + own))} == {"TargetDown", "Busy"}


def test_a_metric_of_a_pack_may_be_used_and_changed_by_the_user(compile_spec: CompileSpec) -> None:
    more = "    thresholds: {busy: {metric: vllm_waiting, above: 5, no_data: false}}\nmetrics: {vllm_waiting: {where: {engine: '0'}}}\n"
    rules = _rules(compile_spec(_SPEC + more))
    assert rules["BusyHigh", "warning", ""]["expr"] == 'max(vllm:num_requests_waiting{model_name="chat",namespace="ml",engine="0"}) > 5'


def test_a_threshold_on_a_metric_of_the_user_s_own_takes_the_place_of_the_pack_s(compile_spec: CompileSpec) -> None:
    more = "    thresholds: {kv_cache: {above: 90%, no_data: false}}\nmetrics: {kv_cache: {series: 'vllm:kv_cache_usage_perc'}}\n"
    rules = _rules(compile_spec(_SPEC + more))
    assert ("KVCacheSaturated", "warning", "") not in rules
    assert rules["KVCacheHigh", "warning", ""]["expr"] == 'max(vllm:kv_cache_usage_perc{model_name="chat",namespace="ml"}) > 0.9'


def test_a_threshold_without_a_condition_is_the_pack_s_whatever_metrics_are_called(compile_spec: CompileSpec) -> None:
    own = "metrics: {errors: {series: own_errors, type: gauge, unit: ratio, labels: {model: model}}}\n"
    before, after = (_rules(compile_spec(f"{own}{_SPEC}    {more}\n")) for more in ("", "thresholds: {errors: {labels: {team: a}}}"))
    assert _changed(before, after) == {"RequestErrorsHigh": {"labels"}}


def test_the_patch_of_an_environment_wins_over_both(compile_spec: CompileSpec) -> None:
    built = compile_spec(f"""{_SPEC}    thresholds: {{kv_cache: {{for: 20m}}}}
environments:
  production: {{}}
  staging:
    namespace: staging
    patch: {{models: {{chat: {{thresholds: {{kv_cache: {{for: 1h}}, aborts: null, queue_time: {{severity: info}}}}}}}}}}
""")
    production, staging = _rules(built, "production"), _rules(built, "staging")
    assert production["KVCacheSaturated", "warning", ""]["for"] == "20m"
    assert staging["KVCacheSaturated", "warning", ""]["for"] == "1h"
    assert ("QueueTimeHigh", "info", "") in staging
    assert {name for name, _, _ in production} - {name for name, _, _ in staging} == {"RequestAbortsHigh"}


def test_an_environment_may_want_none(compile_spec: CompileSpec) -> None:
    built = compile_spec(f"{_SPEC}environments: {{laptop: {{patch: {{models: {{chat: {{defaults: false}}}}}}}}}}\n")
    assert {name for name, _, _ in _rules(built, "laptop")} == {"TargetDown"}


def test_an_environment_with_another_runtime_has_what_that_one_brings(compile_spec: CompileSpec) -> None:
    built = compile_spec(
        f"{_SPEC}environments: {{production: {{}}, laptop: {{namespace: laptop, patch: {{models: {{chat: {{runtime: ollama}}}}}}}}}}\n"
    )
    assert "GenerationSlow" in {name for name, _, _ in _rules(built, "laptop")}
    assert "KVCacheSaturated" not in {name for name, _, _ in _rules(built, "laptop")}
    assert "KVCacheSaturated" in {name for name, _, _ in _rules(built, "production")}


def test_severities_of_a_pack_are_the_platform_s(compile_spec: CompileSpec) -> None:
    built = compile_spec(_SPEC.replace("namespace: ml}", "namespace: ml, severities: [P3, P2, P1]}"))
    assert {(name, severity) for name, severity, _ in _rules(built) if name in {"ModelNotLoaded", "RequestErrorsHigh", "AbortsHigh"}} == {
        ("ModelNotLoaded", "P1"),
        ("RequestErrorsHigh", "P2"),
        ("RequestErrorsHigh", "P1"),
    }


def test_what_is_wrong_with_what_a_pack_brings_is_told_at_the_runtime(compile_spec: CompileSpec) -> None:
    built = compile_spec(f"{_SPEC}metrics: {{vllm_time_to_first_token: {{buckets: [1s, 2s, 4s]}}}}\n")
    assert [(each.code, each.span.line) for each in built.diagnostics] == [("slo/not-a-bucket-edge", _line(built, "runtime: vllm"))]


def test_what_is_wrong_with_one_field_is_told_at_that_field(compile_spec: CompileSpec) -> None:
    built = compile_spec(f"{_SPEC}    thresholds:\n      kv_cache:\n        above: 5GiB\n")
    assert [(each.code, each.span.line) for each in built.diagnostics] == [("threshold/unit-mismatch", 10)]


def test_a_patch_that_brings_a_runtime_is_told_of_in_the_patch(compile_spec: CompileSpec) -> None:
    built = compile_spec("""
platform: {name: shop, namespace: ml}
metrics: {vllm_time_to_first_token: {series: "vllm:time_to_first_token_seconds", type: histogram, unit: seconds, buckets: [1s, 2s]}}
models: {chat: {workload: {deployment: chat}, scrape: {port: http}}}
environments:
  production:
    patch: {models: {chat: {
      runtime: vllm}}}
""")
    assert {(each.code, each.span.line) for each in built.diagnostics} == {("slo/not-a-bucket-edge", 8)}


def test_null_for_what_no_pack_brings_is_a_mistake(compile_spec: CompileSpec) -> None:
    (found,) = compile_spec(f"{_SPEC}    thresholds: {{kv_cach: null}}\n").diagnostics
    assert isinstance(found, Located)
    assert (found.code, found.help) == ("defaults/removes-nothing", "did you mean `kv_cache`?")


def _line(built: Build, text: str) -> int:
    assert built.diagnostics
    return next(number for number, line in enumerate(_SPEC.split("\n"), start=1) if text in line)
