"""A route for a namespace is told where no alert can be of it, and not where the series say of which namespaces alerts are."""

from __future__ import annotations

import pytest

from front.mistaken import told

_SPEC = """
platform: {{name: shop, namespace: ml, cluster: {{prometheus: {{stack: {stack}, namespace: observability}}}}}}
use: [kube-state-metrics]
components:
  jobs: {{thresholds: {{kube_job_status_failed: {threshold}}}}}
receivers:
  chat: {{webhook: {{url: {{secret: chat, key: url}}}}}}
  ops: {{webhook: {{url: {{secret: ops, key: url}}}}}}
routing: {{receiver: chat, routes: {{of: {{when: {when}, to: ops}}}}}}
"""
_ONE = "{above: 0, by: [job_name], no_data: false}"
_EACH = "{above: 0, by: [namespace], no_data: false}"
_LADDER = "{above: {info: 0, warning: 3}, by: [namespace], no_data: false}"


def _codes(when: str, threshold: str, stack: str) -> list[str]:
    text = _SPEC.format(when=when, threshold=threshold, stack=stack)
    return [each.code for each in told({"specs/shop/spec.yaml": text.encode()}) if each.code.startswith("route/")]


@pytest.mark.parametrize("stack", ["prometheus", "prometheus-operator", "kube-prometheus-stack"])
@pytest.mark.parametrize(("threshold", "codes"), [(_ONE, ["route/takes-nothing"]), (_EACH, []), (_LADDER, [])])
def test_of_which_namespaces_alerts_are_may_be_known_to_their_series_only(threshold: str, codes: list[str], stack: str) -> None:
    assert _codes("{namespace: web}", threshold, stack) == codes


@pytest.mark.parametrize("namespace", ["kube-system", "observability"])
def test_what_the_stack_brings_is_known_where_it_runs(namespace: str) -> None:
    assert _codes(f"{{namespace: {namespace}, severity: critical}}", _ONE, "kube-prometheus-stack") == []
    assert _codes(f"{{namespace: {namespace}, severity: critical}}", _ONE, "prometheus-operator") == ["route/takes-nothing"]
    assert _codes(f"{{namespace: {namespace}, job_name: a}}", _ONE, "kube-prometheus-stack") == ["route/takes-nothing"]


def test_the_inhibitor_of_the_stack_may_be_in_any_namespace() -> None:
    assert _codes("{alertname: InfoInhibitor, namespace: web}", _ONE, "kube-prometheus-stack") == []
    assert _codes("{alertname: {not: Watchdog}, namespace: web}", _ONE, "kube-prometheus-stack") == ["route/takes-nothing"]
