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
        ("kube_pod_container_status_waiting_reason, where: {reason: CrashLoopBackOff}", set()),
        ("kube_job_failed", set()),
        ("kube_job_status_active", set()),
        ("kube_pod_status_unschedulable", set()),
        ("kube_pod_status_phase, where: {phase: Failed}", {"StateMissing"}),
        ("kube_deployment_status_replicas_unavailable", {"StateMissing"}),
    ],
)
def test_nobody_is_told_that_what_is_there_only_at_times_is_missing(series: str, missing: set[str], compile_spec: CompileSpec) -> None:
    spec = _SPEC.replace("SERIES", series)
    assert _names(spec.replace("THRESHOLD", "state: {above: 0}"), compile_spec) == {"StateHigh"} | missing
    # Who asks for it is told.
    assert "StateMissing" in _names(spec.replace("THRESHOLD", "state: {above: 0, no_data: true}"), compile_spec)


def test_nor_that_there_is_no_age_of_it(compile_spec: CompileSpec) -> None:
    spec = _SPEC.replace("SERIES", "kube_job_failed")
    assert _names(spec.replace("THRESHOLD", "waited: {above: 1h}"), compile_spec) == {"WaitedHigh"}


@pytest.mark.parametrize(("said", "missing"), [(", only_while: an order waits", 0), ("", 1)])
def test_a_pack_of_the_repository_can_say_it_too(said: str, missing: int) -> None:
    pack = f"metrics:\n  order_wait_seconds: {{type: gauge, unit: seconds{said}}}\n"
    spec = (
        "platform: {name: shop, namespace: ml}\n"
        "components: {orders: {runtime: orders, scrape: {port: http}, workload: {deployment: orders},"
        " thresholds: {order_wait_seconds: {above: 1h}}}}\n"
    )
    built = build({"shop": {"specs/shop/spec.yaml": spec.encode()}, "packs": {"specs/packs/orders.yaml": pack.encode()}})
    assert not built.diagnostics
    text = built.artifacts["default/shop/prometheus/shop-orders.rules.yaml"]
    assert text.count("alert: OrderWaitSecondsMissing") == missing


@pytest.mark.parametrize("pack", catalog.names())
def test_what_a_series_is_there_for_follows_the_word_while(pack: str) -> None:
    said = [metric.only_while for metric in catalog.load(pack).metrics.values() if metric.only_while is not None]
    assert not [each for each in said if each.partition(" ")[0].lower() in {"if", "only", "unless", "until", "when", "while"}]
    assert not [each for each in said if not each[-1].isalnum()]
