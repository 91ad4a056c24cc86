"""What a pack brings fits the release and the mode of what runs: what would be silent there for ever is replaced, or left out."""

from __future__ import annotations

import pytest
import yaml

from conftest import CompileSpec
from tocsin import catalog
from tocsin.catalog import parse_releases
from tocsin.pipeline import Build


def _model(model: str) -> str:
    return f"platform: {{name: shop, namespace: ml}}\nmodels:\n  chat: {model}\n"


def _alerts(built: Build) -> dict[str, str]:
    """Return the text of every rule that is an alert, by name."""
    assert not built.diagnostics, built.diagnostics
    groups = yaml.safe_load(built.artifacts["default/shop/prometheus/shop-chat.rules.yaml"])["groups"]
    return {rule["alert"]: str(groups) for group in groups for rule in group["rules"] if "alert" in rule}


@pytest.mark.parametrize(
    ("runtime", "asked"),
    [
        ("vllm", 'finished_reason="error"'),
        ("vllm@0.12", 'finished_reason="error"'),
        ("vllm@0.11", 'status="5xx"'),
        ("vllm@0.10-0.12", 'status="5xx"'),
    ],
)
def test_errors_are_read_where_the_release_counts_them(runtime: str, asked: str, compile_spec: CompileSpec) -> None:
    model = f"{{runtime: {runtime}, workload: {{deployment: chat}}, scrape: {{port: http}}, slos: {{availability: null}}}}"
    text = _alerts(compile_spec(_model(model)))["RequestErrorsHigh"]
    other = {'finished_reason="error"', 'status="5xx"'} - {asked}
    assert asked in text
    assert not any(each in text for each in other)


@pytest.mark.parametrize(
    ("workload", "port", "there"),
    [
        ("kserve: chat", 8080, set()),
        ("deployment: chat", 8080, set()),
        ("kserve: chat, mode: Knative", 9088, {"RequestErrorsHigh", "RequestQueueLong"}),
    ],
)
def test_only_the_queue_proxy_of_knative_counts_errors(workload: str, port: int, there: set[str], compile_spec: CompileSpec) -> None:
    alerts = _alerts(compile_spec(_model(f"{{runtime: kserve, workload: {{{workload}}}, scrape: {{port: {port}}}}}")))
    assert {"RequestErrorsHigh", "RequestQueueLong"} & alerts.keys() == there
    assert "PreprocessingSlow" in alerts


@pytest.mark.parametrize("pack", [name for name in catalog.with_defaults() if catalog.variants(name)])
def test_a_variant_changes_only_what_there_is_and_says_why(pack: str) -> None:
    brings = catalog.defaults(pack)
    for variant in catalog.variants(pack):
        assert set(variant) <= {"before", "unless_mode", "why", "metrics", "thresholds", "slos"}
        assert ("before" in variant) != ("unless_mode" in variant)
        assert "before" not in variant or parse_releases(variant["before"]) is not None
        assert variant["why"].endswith(".")
        for part in ("metrics", "thresholds", "slos"):
            assert set(variant.get(part, {})) <= set(brings[part])
