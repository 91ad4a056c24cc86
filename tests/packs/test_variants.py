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


_QDRANT = ("QuotaExceeded", "ConsensusStopped", "ShardUnavailable", "FileDescriptorsRunOut")


@pytest.mark.parametrize(("release", "there"), [("1.19", 4), ("1.18", 3), ("1.16.2", 2), ("1.15", 0), ("1.15-1.19", 0)])
def test_of_an_old_qdrant_nothing_is_asked_that_it_does_not_tell(release: str, there: int, compile_spec: CompileSpec) -> None:
    alerts = _alerts(compile_spec(_model(f"{{runtime: qdrant@{release}, workload: {{deployment: chat}}, scrape: {{port: 6333}}}}")))
    # What is left of the list are those of its end, for they came first.
    assert [name for name in _QDRANT if name in alerts] == list(_QDRANT[4 - there if there else 4 :])
    share = alerts["RequestErrorsHigh"].partition("RequestErrorsHigh")[0]
    assert ("grpc_responses_total" in share) == release.startswith(("1.18", "1.19"))


@pytest.mark.parametrize(("release", "names"), [("1.5", {"objective"}), ("1.0", {"model"}), ("1.0-1.5", {"objective", "model"})])
def test_an_endpoint_picker_is_read_by_the_names_that_it_had(release: str, names: set[str], compile_spec: CompileSpec) -> None:
    runtime = f"gateway-api-inference-extension@{release}"
    alerts = _alerts(compile_spec(_model(f"{{runtime: {runtime}, workload: {{deployment: chat}}, scrape: {{port: 9090}}}}")))
    assert {name for name in ("objective", "model") if f"inference_{name}_request_total" in alerts["RequestErrorsHigh"]} == names


@pytest.mark.parametrize(("runtime", "there"), [("dynamo", True), ("dynamo@1.6", True), ("dynamo@1.5", False), ("dynamo@1.4-1.6", False)])
def test_only_a_frontend_that_tells_of_readiness_is_asked_for_it(runtime: str, there: bool, compile_spec: CompileSpec) -> None:  # noqa: FBT001 - a table's column
    alerts = _alerts(compile_spec(_model(f"{{runtime: {runtime}, workload: {{deployment: chat}}, scrape: {{port: 8000}}}}")))
    assert ({"ModelNotLoaded", "ModelNotReady"} <= alerts.keys()) == there


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
