from __future__ import annotations

from msgspec.structs import replace
from syrupy.assertion import SnapshotAssertion

from emit.small_platform import PLATFORM, written
from tocsin import ir
from tocsin.emit.prometheus_adapter import emit

PER_REPLICA = ir.AdapterRule(
    metric="fraud_requests_per_second",
    scope="per_replica",
    series='requests_total{model="fraud",namespace!="",pod!=""}',
    query='sum(rate(requests_total{<<.LabelMatchers>>,model="fraud"}[2m])) by (<<.GroupBy>>)',
    namespace_label="namespace",
    pod_label="pod",
    at=(),
)

TOTAL = ir.AdapterRule(
    metric="shop_default_queue_depth",
    scope="total",
    series='queue_depth{exported_namespace!=""}',
    query="sum(<<.Series>>{<<.LabelMatchers>>})",
    namespace_label="exported_namespace",
    pod_label="",
    at=(),
)


def _values(*rules: ir.AdapterRule) -> str:
    return written(emit(replace(PLATFORM, adapter_rules=rules)))["autoscalers/prometheus-adapter.values.yaml"]


def test_a_metric_per_replica_is_custom_and_a_total_external(snapshot: SnapshotAssertion) -> None:
    assert _values(PER_REPLICA, TOTAL) == snapshot


def test_a_total_without_a_namespace_is_not_narrowed_to_the_hpa_s_own(snapshot: SnapshotAssertion) -> None:
    assert _values(replace(TOTAL, namespace_label="")) == snapshot


def test_without_rules_there_is_no_file() -> None:
    assert written(emit(PLATFORM)) == {}
