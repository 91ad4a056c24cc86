"""A `null` that says something is a value wherever it stands: also in a patch, and over what all models have in common."""

from __future__ import annotations

import re

import pytest

from conftest import CompileSpec

_SPEC = """
platform: {name: shop, namespace: ml, cluster: {prometheus: {release: monitoring}}}
use: [kube-state-metrics]
SHARED
models:
  chat:
    workload: {deployment: chat}
    scrape: {port: http, down: 10m}
    scaling: {replicas: {min: 1, max: 3}, targets: {cpu: 70%}}
    probes: {ready: {url: "https://chat.example.org/ready"}}
  other:
    workload: {deployment: other}
    scrape: {port: http}
environments:
  production: {}
  staging: {namespace: staging, patch: PATCH}
"""


def _alerts(compile_spec: CompileSpec, *, patch: str = "{}", shared: str = "", chat: str = "port: http, down: 10m") -> dict[str, set[str]]:
    """Return of each model in the environment `staging` its alerts, and how long that of its targets waits."""
    built = compile_spec(_SPEC.replace("PATCH", patch).replace("SHARED", shared).replace("port: http, down: 10m", chat))
    assert built.diagnostics == ()
    found: dict[str, set[str]] = {"chat": set(), "other": set()}
    for name, alerts in found.items():
        text = built.artifacts.get(f"staging/shop/rules/shop-{name}.yaml", "")
        alerts |= set(re.findall(r"- alert: (\w+)", text))
        alerts |= {f"after {wait}" for wait in re.findall(r"TargetDown\n(?:.*\n){1,2}? +for: (\w+)", text)}
    return found


_PROBE = {"ReadyProbeFailed", "ReadyProbeMissing", "ReadyCertificateExpires"}
_ALL = {"TargetDown", "after 10m", "ScalingAtMaximum", "ReplicasNotConverging", *_PROBE}


def test_what_nobody_removes_is_there(compile_spec: CompileSpec) -> None:
    assert _alerts(compile_spec) == {"chat": _ALL, "other": {"TargetDown", "after 3m"}}


@pytest.mark.parametrize(
    ("said", "gone"),
    [
        ("scrape: {down: null}", {"TargetDown", "after 10m"}),
        ("events: {at_maximum: null}", {"ScalingAtMaximum"}),
        ("events: {not_converging: null}", {"ReplicasNotConverging"}),
        ("probes: {ready: {certificate: null}}", {"ReadyCertificateExpires"}),
    ],
)
def test_in_a_patch_it_is_no_return_to_the_default(compile_spec: CompileSpec, said: str, gone: set[str]) -> None:
    assert _alerts(compile_spec, patch=f"{{models: {{chat: {{{said}}}}}}}")["chat"] == _ALL - gone


def test_it_wins_over_what_all_have_in_common(compile_spec: CompileSpec) -> None:
    found = _alerts(compile_spec, shared="defaults: {models: {scrape: {down: 7m}}}", chat="port: http, down: null")
    assert "TargetDown" not in found["chat"]
    assert found["other"] == {"TargetDown", "after 7m"}


def test_it_may_be_in_common(compile_spec: CompileSpec) -> None:
    found = _alerts(compile_spec, shared="defaults: {models: {scrape: {down: null}}}")
    assert {"TargetDown", "after 10m"} <= found["chat"]
    assert found["other"] == set()


def test_in_a_patch_it_may_be_in_common_too(compile_spec: CompileSpec) -> None:
    assert _alerts(compile_spec, patch="{defaults: {models: {scrape: {down: null}}}}")["other"] == set()


def test_where_it_means_nothing_it_removes(compile_spec: CompileSpec) -> None:
    assert _alerts(compile_spec, patch="{models: {chat: {scaling: null, probes: {ready: null}, scrape: {port: 8080}}}}")["chat"] == {
        "TargetDown",
        "after 10m",
    }
