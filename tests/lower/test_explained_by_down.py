"""What is missing because its exporter is down is silenced by the exporter's alert, and not by that of whom it is about."""

from __future__ import annotations

from typing import Any

import pytest
import yaml

from conftest import CompileSpec

_SPEC = """
platform: {name: shop, namespace: ml, cluster: {prometheus: {release: monitoring}, alertmanager: {delivery: file}}}
metrics:
  accuracy: {series: model_accuracy, type: gauge, unit: ratio, labels: {model: model}}
models:
  fraud:
    workload: {deployment: fraud}
    scrape: {port: metrics}
    thresholds: {accuracy: {below: 0.8, severity: warning}, litellm_deployment_state: {above: 1, severity: warning, no_data: true}}
  ranker:
    workload: {deployment: ranker}
    scrape: {port: metrics}
    thresholds: {accuracy: {below: 0.8, severity: warning}, litellm_deployment_state: {above: 1, severity: warning, no_data: true}}
use: [litellm]
receivers: {hook: {webhook: {url: {secret: hook, key: url}}}}
routing: {receiver: hook}
"""
_EXPORTER = """
components:
  gateway: {runtime: litellm, workload: {deployment: gateway}, scrape: {port: metrics}}
"""
_SUBJECT = ["platform", "environment", "namespace", "model", "subject"]


def _rules(compile_spec: CompileSpec, text: str) -> dict[str, tuple[list[str], list[str], list[str]]]:
    built = compile_spec(text)
    assert built.diagnostics == ()
    path = next(path for path in built.artifacts if path.endswith("/alertmanager/alertmanager.yaml"))
    rules: list[dict[str, Any]] = yaml.safe_load(built.artifacts[path])["inhibit_rules"]
    return {
        rule["name"]: (rule["source_matchers"][1:], rule["target_matchers"][1:], rule["equal"])
        for rule in rules
        if rule["name"].startswith("target")
    }


def test_the_exporter_silences_what_is_missing_of_all_whom_it_tells_of(compile_spec: CompileSpec) -> None:
    down = 'alertname="TargetDown"'
    assert _rules(compile_spec, _SPEC + _EXPORTER) == {
        "target-down": ([down], ['alertname="AccuracyMissing"'], _SUBJECT),
        "target-down-gateway": ([down, 'subject="gateway"'], ['alertname="LitellmDeploymentStateMissing"'], ["platform", "environment"]),
    }


def test_where_nobody_is_known_to_run_the_exporter_it_may_be_the_model(compile_spec: CompileSpec) -> None:
    assert _rules(compile_spec, _SPEC) == {
        "target-down": (['alertname="TargetDown"'], ['alertname=~"AccuracyMissing|LitellmDeploymentStateMissing"'], _SUBJECT)
    }


def test_a_model_that_serves_the_series_itself_is_no_victim_of_the_exporter(compile_spec: CompileSpec) -> None:
    text = (_SPEC + _EXPORTER).replace("  ranker:\n", "  ranker:\n    runtime: litellm\n")
    rules = _rules(compile_spec, text)
    down = 'alertname="TargetDown"'
    assert rules["target-down-gateway"] == (
        [down, 'subject="gateway"'],
        ['alertname="LitellmDeploymentStateMissing"', 'model="fraud"'],
        ["platform", "environment"],
    )
    assert sorted(rules) == ["target-down", "target-down-gateway", "target-down-own"]
    assert rules["target-down-own"] == ([down], ['alertname="LitellmDeploymentStateMissing"', 'model="ranker"'], _SUBJECT)


@pytest.mark.parametrize("scrape", ["port: metrics, job: exporters", "port: metrics"])
def test_a_series_is_served_by_whose_job_it_is_asked_for(compile_spec: CompileSpec, scrape: str) -> None:
    text = (_SPEC + _EXPORTER).replace("{port: metrics}}\n", f"{{{scrape}}}}}\n")
    assert "target-down-gateway" in _rules(compile_spec, text)


def test_one_of_two_exporters_that_is_down_explains_nothing(compile_spec: CompileSpec) -> None:
    other = "  other: {runtime: litellm, workload: {deployment: other}, scrape: {port: metrics}}\n"
    assert sorted(_rules(compile_spec, _SPEC + _EXPORTER + other)) == ["target-down"]


@pytest.mark.parametrize("down", ["{by: [instance]}", "{above: 10%}"])
def test_some_targets_that_are_down_explain_nothing(compile_spec: CompileSpec, down: str) -> None:
    exporter = _EXPORTER.replace("{port: metrics}", f"{{port: metrics, down: {down}}}")
    assert sorted(_rules(compile_spec, _SPEC + exporter)) == ["target-down"]
    one = _SPEC.replace("    scrape: {port: metrics}\n", f"    scrape: {{port: metrics, down: {down}}}\n", 1)
    own = ['alertname=~"AccuracyMissing|LitellmDeploymentStateMissing"', 'model="ranker"']
    assert _rules(compile_spec, one) == {"target-down-own": (['alertname="TargetDown"'], own, _SUBJECT)}


def test_who_is_not_scraped_explains_nothing(compile_spec: CompileSpec) -> None:
    silent = _SPEC.replace("    scrape: {port: metrics}\n", "", 1)
    own = ['alertname=~"AccuracyMissing|LitellmDeploymentStateMissing"', 'model="ranker"']
    assert _rules(compile_spec, silent) == {"target-down-own": (['alertname="TargetDown"'], own, _SUBJECT)}


def test_a_target_that_is_down_never_silences_what_is_graver_than_it(compile_spec: CompileSpec) -> None:
    grave = _SPEC.replace("no_data: true}", "no_data: {severity: critical}}", 1)
    assert _rules(compile_spec, grave)["target-down"][1] == ['alertname=~"AccuracyMissing|LitellmDeploymentStateMissing"']
    lesser = grave.replace("scrape: {port: metrics}", "scrape: {port: metrics, severity: warning}", 1)
    missing = 'alertname=~"AccuracyMissing|LitellmDeploymentStateMissing"'
    assert _rules(compile_spec, lesser) == {
        "target-down-warning": (['alertname="TargetDown"', 'severity="warning"'], [missing, 'severity="warning"'], _SUBJECT),
        "target-down-critical": (['alertname="TargetDown"', 'severity="critical"'], [missing, 'severity=~"critical|warning"'], _SUBJECT),
    }
    harmless = _SPEC.replace("scrape: {port: metrics}", "scrape: {port: metrics, severity: info}")
    assert _rules(compile_spec, harmless) == {}
