"""A series that is there only while something is wrong is not missing where all is well."""

from __future__ import annotations

import pytest

from conftest import CompileSpec
from tocsin import catalog
from tocsin.pipeline import build

_SPEC = """
platform: {name: shop, namespace: ml}
use: [kube-state-metrics]
metrics:
  state: {series: SERIES}
  since: {series: kube_pod_deletion_timestamp}
  waited: {age: since}
components:
  cluster:
    thresholds:
      THRESHOLD
"""


def _names(text: str, compile_spec: CompileSpec) -> set[str]:
    built = compile_spec(text)
    assert not built.diagnostics, built.diagnostics
    text = built.artifacts["default/shop/prometheus/shop-cluster.rules.yaml"]
    return {line.rpartition(" ")[2] for line in text.splitlines() if "alert:" in line}


@pytest.mark.parametrize(
    ("series", "missing"),
    [
        ("kube_pod_container_status_waiting_reason, where: {reason: CrashLoopBackOff}", False),
        ("kube_job_failed", False),
        ("kube_job_status_active", False),
        ("kube_pod_status_unschedulable", False),
        ("kube_pod_status_phase, where: {phase: Failed}", True),
        ("kube_deployment_status_replicas_unavailable", True),
    ],
)
def test_nobody_is_told_that_what_is_there_only_at_times_is_missing(series: str, missing: bool, compile_spec: CompileSpec) -> None:
    spec = _SPEC.replace("SERIES", series)
    assert ("StateMissing" in _names(spec.replace("THRESHOLD", "state: {above: 0}"), compile_spec)) is missing
    # Who asks for it is told.
    assert "StateMissing" in _names(spec.replace("THRESHOLD", "state: {above: 0, no_data: true}"), compile_spec)


def test_nor_that_there_is_no_age_of_it(compile_spec: CompileSpec) -> None:
    spec = _SPEC.replace("SERIES", "kube_job_failed")
    assert _names(spec.replace("THRESHOLD", "waited: {above: 1h}"), compile_spec) == {"WaitedHigh"}


@pytest.mark.parametrize("only", [True, False])
def test_a_pack_of_the_repository_can_say_it_too(only: bool) -> None:
    said = ", only_while: an order waits" if only else ""
    pack = f"metrics:\n  order_wait_seconds: {{type: gauge, unit: seconds{said}}}\n"
    spec = (
        "platform: {name: shop, namespace: ml}\n"
        "components: {orders: {runtime: orders, scrape: {port: http}, workload: {deployment: orders},"
        " thresholds: {order_wait_seconds: {above: 1h}}}}\n"
    )
    built = build({"shop": {"specs/shop/spec.yaml": spec.encode()}, "packs": {"specs/packs/orders.yaml": pack.encode()}})
    assert not built.diagnostics
    text = built.artifacts["default/shop/prometheus/shop-orders.rules.yaml"]
    assert ("OrderWaitSecondsMissing" in text) is not only


def test_nothing_that_a_pack_reads_without_asking_whether_it_is_missing_depends_on_it() -> None:
    # A counter that is read for its growth is silent by itself.
    for name in catalog.names():
        for metric in catalog.load(name).metrics.values():
            assert metric.only_while is None or not metric.only_while[0].isupper(), metric.name
