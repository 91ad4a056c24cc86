"""A declared metric that a model is scaled by is told when surely nobody has it: nothing is scraped at all."""

from __future__ import annotations

import pytest

from tocsin.pipeline import build

_SPEC = """\
platform: {name: shop, namespace: ml, cluster: {autoscaler: keda, prometheus: {release: monitoring}}}
metrics: {waiting: {series: waiting_requests, type: gauge, unit: requests}}
models:
  chat: {workload: {deployment: chat}, scaling: {replicas: {min: 1, max: 3}, targets: {waiting: {per_replica: 5}}}}
"""


def _codes(spec: str, **others: str) -> list[tuple[str, int]]:
    files = {name: {f"specs/{name}/spec.yaml": text.encode()} for name, text in {"shop": spec, **others}.items()}
    return [(each.code, each.span.line) for each in build(files).diagnostics]


def test_a_metric_of_a_model_that_nobody_scrapes_is_told() -> None:
    assert _codes(_SPEC) == [("scaling/nobody-scrapes", 4)]


@pytest.mark.parametrize(
    ("said", "instead"),
    [
        ("deployment: chat}", "deployment: chat}, scrape: {port: 8000}"),
        ("unit: requests", "unit: requests, own: false"),
        ("unit: requests", "unit: requests, where: {job: gateway}"),
        ("unit: requests", "unit: requests, labels: {model: model}"),
        ("series: waiting_requests", "series: litellm_requests_metric_total"),
        ("series: waiting_requests", "series: up"),
        ("models:\n", "components:\n  gateway: {scrape: {job: gateway}}\nmodels:\n"),
    ],
)
def test_what_another_may_serve_is_not(said: str, instead: str) -> None:
    assert said in _SPEC
    assert "scaling/nobody-scrapes" not in {code for code, _ in _codes(_SPEC.replace(said, instead, 1))}


def test_another_platform_may_scrape_it() -> None:
    bank = "platform: {name: bank, namespace: bank}\ncomponents:\n  gateway: {scrape: {job: gateway}}\n"
    assert "scaling/nobody-scrapes" not in {code for code, _ in _codes(_SPEC, bank=bank)}
