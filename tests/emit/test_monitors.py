from __future__ import annotations

from msgspec.structs import replace
from syrupy.assertion import SnapshotAssertion

from emit.small_platform import PLATFORM, SOURCES, WITHOUT_OPERATOR, written
from tocsin import ir
from tocsin.emit.monitors import Monitor, emit

SERVICE = ir.ServiceMonitor(
    name="fraud",
    namespace="shop-prod",
    labels={"release": "monitoring"},
    selector={"app": "fraud"},
    target_namespace="serving",
    port="metrics",
    path="/metrics",
    scheme="http",
    interval_ms=30_000,
    timeout_ms=0,
    honor_labels=False,
    target_labels={},
    drop=(),
    sources=SOURCES,
    at=(),
    job_label="",
)

POD = ir.PodMonitor(
    name="embedder",
    namespace="shop-prod",
    labels={"release": "monitoring"},
    selector={"app": "embedder"},
    job_label="",
    target_namespace="shop-prod",
    port="http",
    path="/metrics",
    scheme="https",
    interval_ms=15_000,
    timeout_ms=10_000,
    honor_labels=True,
    target_labels={},
    drop=(),
    sources=SOURCES,
    at=(),
)

PROBE = ir.Probe(
    name="storefront",
    namespace="shop-prod",
    labels={"release": "monitoring"},
    job="storefront",
    prober="blackbox-exporter.monitoring:9115",
    module="http_2xx",
    targets=("https://shop.example.com/health",),
    interval_ms=60_000,
    timeout_ms=20_000,
    target_labels={"component": "storefront"},
    sources=SOURCES,
    at=(),
)


def _one(monitor: Monitor) -> str:
    return written(emit(replace(PLATFORM, monitors=(monitor,))))[f"monitors/{monitor.name}.yaml"]


def test_a_service_is_scraped_at_the_name_of_its_port(snapshot: SnapshotAssertion) -> None:
    assert _one(SERVICE) == snapshot


def test_a_pod_is_scraped_at_the_name_of_its_port(snapshot: SnapshotAssertion) -> None:
    assert _one(POD) == snapshot


def test_a_number_behind_a_service_is_the_pod_s_port() -> None:
    text = _one(replace(SERVICE, port=8080))
    assert "  - targetPort: 8080\n" in text
    assert " port:" not in text


def test_a_number_of_a_pod_s_port_has_its_own_field() -> None:
    text = _one(replace(POD, port=8080))
    assert "  - portNumber: 8080\n" in text
    assert " port:" not in text


def test_the_job_can_follow_a_label_of_the_service() -> None:
    assert "\nspec:\n  jobLabel: team\n" in _one(replace(SERVICE, job_label="team"))


def test_static_labels_are_relabelings_in_which_a_dollar_stays_a_dollar(snapshot: SnapshotAssertion) -> None:
    assert _one(replace(SERVICE, target_labels={"tier": "gold", "price": "$1"})) == snapshot


def test_labels_of_pods_are_relabelings_from_what_prometheus_calls_them(snapshot: SnapshotAssertion) -> None:
    given = {"release": "app.kubernetes.io/version", "a": "a-b"}
    assert _one(replace(SERVICE, target_labels={"tier": "gold"}, pod_labels=given)) == snapshot
    assert _one(replace(POD, pod_labels=given)) == snapshot


def test_dropped_metrics_are_dropped_by_name(snapshot: SnapshotAssertion) -> None:
    assert _one(replace(SERVICE, drop=("go_.*", "process_.*"))) == snapshot


def test_a_probe_asks_through_the_exporter(snapshot: SnapshotAssertion) -> None:
    assert _one(PROBE) == snapshot


def test_without_the_operator_there_are_no_monitors() -> None:
    assert written(emit(replace(WITHOUT_OPERATOR, monitors=(SERVICE, POD, PROBE)))) == {}
