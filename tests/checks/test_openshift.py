"""What OpenShift's monitoring of user-defined projects does otherwise than prometheus-operator by itself."""

import pytest

from conftest import CompileSpec

SPEC = """
platform: {name: shop, namespace: ml, cluster: {autoscaler: keda, prometheus: {PROMETHEUS}, alertmanager: {delivery: alertmanagerconfig}}}
metrics: {queue: {series: queue_length, type: gauge, labels: {model: model}}}
models:
  chat: {workload: {deployment: chat}, scrape: {port: http}, scaling: {replicas: {min: 1, max: 3}, targets: {queue: {total: 5}}}}
"""
QUERIER = 'address: "https://thanos-querier.openshift-monitoring.svc:9091"'


@pytest.mark.parametrize(
    ("prometheus", "codes"),
    [
        (f"stack: openshift, {QUERIER}", set()),
        # Its Thanos Ruler takes what its Prometheus leaves, by labels of OpenShift's own.
        (f"stack: openshift, ruler: thanos, {QUERIER}", set()),
        (f"stack: prometheus-operator, ruler: thanos, {QUERIER}", {"ruler/evaluated-twice"}),
        # The Service is there, and nothing behind it listens.
        ("stack: openshift", {"scaling/asks-no-service"}),
        ("stack: prometheus-operator", set()),
    ],
)
def test_who_evaluates_and_who_answers(compile_spec: CompileSpec, prometheus: str, codes: set[str]) -> None:
    assert {each.code for each in compile_spec(SPEC.replace("PROMETHEUS", prometheus)).diagnostics} == codes
