"""A severity that a route misspells is told once, with what is meant, and not by where its alerts get to instead."""

from __future__ import annotations

import pytest

from conftest import CompileSpec

_SPEC = """
platform: {name: shop, namespace: ml, cluster: {prometheus: {release: monitoring}}}
metrics: {drift: {series: drift_score, type: gauge, unit: ratio, labels: {model: model}}}
models:
  vision: {workload: {deployment: vision}, thresholds: {drift: {above: {warning: 20%, critical: 30%}, for: 5m}}}
receivers:
  chat: {webhook: {url: {secret: chat, key: url}}}
  mail: {email: {to: a@example.com, from: b@example.com, smarthost: "example.com:587"}}
  page: {webhook: {url: {secret: page, key: url}}}
routing:
  receiver: DEFAULT
  routes:
    drift: {when: {alertname: DriftHigh, severity: info}, to: mail}
    critical: {when: {severity: GRAVE}, to: page}
    warning: {when: {severity: warning}, to: chat}
"""


@pytest.mark.parametrize("default", ["chat", "mail"])
@pytest.mark.parametrize(
    ("asked", "code"),
    [("critcal", "route/takes-nothing"), ("[critcal, info]", "route/value-of-nobody"), ("{matches: critcal|page}", "route/takes-nothing")],
)
def test_it_is_told_once_with_what_is_meant(compile_spec: CompileSpec, default: str, asked: str, code: str) -> None:
    built = compile_spec(_SPEC.replace("DEFAULT", default).replace("GRAVE", asked))
    assert [(each.code, each.help) for each in built.diagnostics] == [(code, "did you mean `critical`?")]


def test_of_a_severity_that_no_route_means_it_is_told_where_it_falls_to(compile_spec: CompileSpec) -> None:
    built = compile_spec(_SPEC.replace("DEFAULT", "mail").replace("GRAVE", "page"))
    codes = {each.code for each in built.diagnostics}
    assert codes == {"route/takes-nothing", "routing/graver-to-default", "routing/grave-only-by-mail"}
