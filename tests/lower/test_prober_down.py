"""While the blackbox exporter is down, that nobody asks the probes is silenced; not where its end would be told too late, or by two."""

from __future__ import annotations

import pytest

from conftest import CompileSpec

_SPEC = """
platform: {name: shop, namespace: ml, cluster: {prometheus: {}, alertmanager: {delivery: file}}}
models:
  fraud: {workload: {deployment: fraud}, probes: {health: {url: "http://fraud:80/health"}, deep: {url: "http://fraud:80/deep"}}}
  ranker: {workload: {deployment: ranker}, probes: {health: {url: "http://ranker:80/health"}}}
components:
  prober: {runtime: blackbox-exporter, namespace: monitoring, scrape: {job: blackbox, namespace: monitoring}}
receivers: {hook: {webhook: {url: {secret: hook, key: url}}}}
routing: {receiver: hook}
"""
_NAME = "target-down-prober-probes"


def _rules(compile_spec: CompileSpec, text: str) -> dict[str, list[tuple[str, str]]]:
    built = compile_spec(text)
    assert built.diagnostics == ()
    routing = built.compiled[0].platform.routing
    assert routing is not None
    return {rule.name: [(each.label, each.value) for each in (*rule.source, *rule.target)] for rule in routing.inhibit}


def test_it_silences_all_probes_of_everybody(compile_spec: CompileSpec) -> None:
    assert _rules(compile_spec, _SPEC)[_NAME] == [
        ("platform", "shop"),
        ("alertname", "TargetDown"),
        ("subject", "prober"),
        ("platform", "shop"),
        ("alertname", "DeepProbeMissing|HealthProbeMissing"),
    ]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("{runtime: blackbox-exporter, ", "{"),
        ("namespace: monitoring}}\n", "namespace: monitoring, down: 5m}}\n"),
        ("namespace: monitoring}}\n", "namespace: monitoring, down: {by: [instance]}}}\n"),
        ("namespace: monitoring}}\n", "namespace: monitoring, severity: info}}\n"),
        ("components:\n", "components:\n  other: {runtime: blackbox-exporter, scrape: {job: other}}\n"),
    ],
)
def test_it_does_not_where_nobody_knows_it_or_it_comes_too_late_or_is_harmless(compile_spec: CompileSpec, old: str, new: str) -> None:
    assert old in _SPEC
    assert _NAME not in _rules(compile_spec, _SPEC.replace(old, new))


def test_a_name_that_somewhere_comes_too_soon_is_left_alone(compile_spec: CompileSpec) -> None:
    later = _SPEC.replace("namespace: monitoring}}\n", "namespace: monitoring, down: 5m}}\n").replace('/deep"', '/deep", down: 10m')
    assert _rules(compile_spec, later)[_NAME][-1] == ("alertname", "DeepProbeMissing")
