from __future__ import annotations

import yaml
from msgspec.structs import replace

from emit.small_platform import PLATFORM, SOURCES, written
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
    (text,) = written(emit(replace(PLATFORM, monitors=(monitor,)))).values()
    return text


def test_in_a_static_label_a_dollar_stays_a_dollar() -> None:
    assert "- targetLabel: price\n      replacement: $$1\n" in _one(replace(SERVICE, target_labels={"price": "$1"}))


def test_a_probe_gives_its_targets_static_labels_in_their_order() -> None:
    text = _one(replace(PROBE, target_labels={"tier": "gold", "component": "storefront"}))
    assert yaml.safe_load(text)["spec"]["targets"]["staticConfig"]["labels"] == {"component": "storefront", "tier": "gold"}
    assert text.index("component") < text.index("tier")
