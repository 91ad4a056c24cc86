"""That one autoscaler is at its maximum is told once: by its model's alert, or by that of whoever watches all autoscalers."""

from __future__ import annotations

from typing import Any

import pytest
import yaml

from conftest import CompileSpec

_SPEC = """
platform: {name: shop, namespace: ml, cluster: {prometheus: {release: monitoring}, alertmanager: {delivery: file}}}
policies:
  usual: {replicas: {min: 1, max: 4}, targets: {cpu: 70%}}
models:
  fraud: {workload: {deployment: fraud}, scrape: {port: http}, scaling: {policy: usual}}
  ranker: {workload: {deployment: ranker}, scrape: {port: http}, scaling: {policy: usual}, events: {severity: warning}}
components:
  kubernetes: {runtime: kube-state-metrics, namespace: ml, scrape: {job: kube-state-metrics, namespace: monitoring}}
receivers: {hook: {webhook: {url: {secret: hook, key: url}}}}
routing: {receiver: hook}
"""
_EVERY, _OWN = 'alertname="HPAPinnedAtMaximum"', 'alertname="ScalingAtMaximum"'
_GRAVER = ([_EVERY, 'severity="warning"'], [_OWN, 'severity="info"'])


def _rules(compile_spec: CompileSpec, text: str) -> list[tuple[list[str], list[str]]]:
    built = compile_spec(text)
    assert built.diagnostics == ()
    path = next(path for path in built.artifacts if path.endswith("/alertmanager/alertmanager.yaml"))
    rules: list[dict[str, Any]] = yaml.safe_load(built.artifacts[path]).get("inhibit_rules", [])
    found = [rule for rule in rules if "maximum" in rule["name"]]
    assert all(rule["equal"] == ["platform", "environment", "namespace", "horizontalpodautoscaler"] for rule in found)
    return [(rule["source_matchers"][1:], rule["target_matchers"][1:]) for rule in found]


@pytest.mark.parametrize("renamed", ["", "AutoscalerFull"])
def test_the_graver_silences_and_of_two_as_grave_the_model_s_own(compile_spec: CompileSpec, renamed: str) -> None:
    threshold = f", thresholds: {{autoscaler_at_maximum: {{alert: {renamed}}}}}}}\nreceivers" if renamed else "}\nreceivers"
    every = f'alertname="{renamed or "HPAPinnedAtMaximum"}"'
    assert _rules(compile_spec, _SPEC.replace("}\nreceivers", threshold)) == [
        ([every, 'severity="warning"'], [_OWN, 'severity="info"']),
        ([_OWN, 'severity="warning"'], [every, 'severity="warning"']),
    ]


@pytest.mark.parametrize(
    ("change", "kept"),
    [
        ((", events: {severity: warning}", ""), [_GRAVER]),
        ((", events: {severity: warning}", ", events: {at_maximum: null}"), [_GRAVER]),
        (("scrape: {job: kube-state-metrics, namespace: monitoring}", "defaults: false"), []),
        (("min: 1, max: 4", "min: 4, max: 4"), []),
    ],
)
def test_without_the_one_or_the_other_nothing_is_silenced(
    compile_spec: CompileSpec, change: tuple[str, str], kept: list[tuple[list[str], list[str]]]
) -> None:
    assert change[0] in _SPEC
    assert _rules(compile_spec, _SPEC.replace(*change)) == kept


def test_both_name_the_autoscaler_alike(compile_spec: CompileSpec) -> None:
    built = compile_spec(_SPEC)
    rules = yaml.safe_load(built.artifacts["default/shop/rules/shop-fraud.yaml"])["spec"]["groups"]
    told = {rule["alert"]: rule["labels"] for group in rules for rule in group["rules"] if "alert" in rule}
    for name in ("ScalingAtMaximum", "ReplicasNotConverging"):
        assert told[name]["horizontalpodautoscaler"] == "fraud-scaler"
