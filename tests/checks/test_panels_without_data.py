"""A panel of a series that the spec declares, and that nobody who is scraped could have."""

from __future__ import annotations

import pytest

from tocsin.pipeline import build

_SPEC = """platform: {name: shop, namespace: ml, cluster: {prometheus: {release: monitoring}}}
metrics:
  queue: {series: queue_length, type: gauge}
dashboards:
  overview: {rows: {Load: [queue]}}
"""
_CHAT = "models: {chat: {workload: {deployment: chat}, SCRAPE}}\n"


def _told(spec: str) -> list[tuple[str, int]]:
    found = build({"shop": {"specs/shop/spec.yaml": spec.encode()}}).diagnostics
    return [(each.code, each.span.line) for each in found if each.code == "dashboard/no-data"]


def test_nothing_is_scraped_that_could_have_it() -> None:
    assert _told(_SPEC + _CHAT.replace(", SCRAPE", "")) == [("dashboard/no-data", 5)]


@pytest.mark.parametrize(
    "spec",
    [
        pytest.param(_SPEC, id="a platform of dashboards alone watches what others run"),
        pytest.param(_SPEC + _CHAT.replace("SCRAPE", "scrape: {port: http}"), id="the model may have it"),
        pytest.param(_SPEC.replace("gauge}", "gauge, own: false}") + _CHAT.replace(", SCRAPE", ""), id="somebody else has it"),
        pytest.param(
            _SPEC.replace("gauge}", "gauge, labels: {model: app}}") + _CHAT.replace(", SCRAPE", ""), id="a label says whose it is"
        ),
        pytest.param(_SPEC.replace("queue_length", "kube_pod_info") + _CHAT.replace(", SCRAPE", ""), id="an exporter is known for it"),
        pytest.param(_SPEC.replace("[queue]", "[alerts]") + _CHAT.replace(", SCRAPE", ""), id="Prometheus makes it"),
    ],
)
def test_somebody_may_have_it(spec: str) -> None:
    assert not _told(spec)
