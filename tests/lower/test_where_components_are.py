"""A component that runs somewhere is about its namespace, one that names no place is about the whole cluster."""

from __future__ import annotations

import pytest

from conftest import CompileSpec
from tocsin import promql


@pytest.mark.parametrize(
    ("place", "asked"), [("workload: {deployment: gateway}", 'queue_depth{namespace="ml"}'), ("owner: ml", "queue_depth")]
)
def test_a_component_with_a_workload_is_in_its_namespace(compile_spec: CompileSpec, place: str, asked: str) -> None:
    built = compile_spec(
        "platform: {name: shop, namespace: ml}\n"
        "metrics: {depth: {series: queue_depth, type: gauge, unit: requests, labels: {queue: queue}}}\n"
        f"components: {{gateway: {{{place}, thresholds: {{depth: {{above: 10, no_data: false}}}}}}}}\n"
    )
    assert not built.diagnostics
    (alert,) = built.compiled[0].platform.alerts
    assert promql.to_text(alert.value) == f"max({asked})"
