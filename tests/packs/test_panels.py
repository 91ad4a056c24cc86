"""The panels that packs bring: on the model's own dashboard, after its author's, and no picture twice."""

from __future__ import annotations

import pytest

from conftest import CompileSpec
from tocsin import catalog, ir, promql

_SPEC = """
platform: {{name: shop, namespace: ml}}
models:
  chat:
    runtime: {pack}
    workload: {{deployment: chat}}
    scrape: {{port: http, path: {path}}}
"""
_VLLM = _SPEC.format(pack="vllm", path="/metrics")
_PACKS = [name for name in catalog.with_defaults() if catalog.panels(name)]


def _rows(spec: str, compile_spec: CompileSpec) -> dict[str, list[ir.Panel]]:
    built = compile_spec(spec)
    assert not built.diagnostics, built.diagnostics
    (dashboard,) = built.compiled[0].platform.dashboards
    return {row.title: [panel for panel in row.panels if isinstance(panel, ir.Panel)] for row in dashboard.rows}


def _drawn(panel: ir.Panel) -> frozenset[promql.Expr]:
    return frozenset(query.expr for query in panel.queries if isinstance(query, ir.PromQuery))


def test_the_servers_of_language_models_bring_panels() -> None:
    assert {"vllm", "sglang", "tgi", "triton"} <= set(_PACKS)


def test_vllm_shows_what_everybody_looks_at(compile_spec: CompileSpec) -> None:
    found = {panel.title: {query.legend for query in panel.queries} for panel in _rows(_VLLM, compile_spec)["Metrics"]}
    percentiles = {"p50", "p95", "p99"}
    assert found == {
        "Time to first token": percentiles,
        "Inter-token latency": percentiles,
        "Request latency": percentiles,
        "Tokens a second": {"prompts", "answers"},
        "Requests": {"running", "waiting"},
        "KV cache": {"{{pod}}"},
        "Preemptions": {"vLLM preemptions"},
        "vLLM finished by finished reason": {"{{finished_reason}}"},
        "vLLM HTTP by status": {"{{status}}"},
    }


def test_an_exporter_of_hardware_shows_what_it_measures_of_each_gpu(compile_spec: CompileSpec) -> None:
    gpus = "platform: {name: shop, namespace: ml}\ncomponents: {gpus: {runtime: dcgm-exporter, scrape: {port: metrics}}}\n"
    rows = _rows(gpus, compile_spec)
    titles = [panel.title for panel in rows["Metrics"]]
    assert titles[0] == "GPU utilization"
    assert {"Power draw now", "SM clock", "Tensor core utilization", "PCIe send rate"} < {*titles}
    assert {query.legend for panel in rows["Metrics"] for query in panel.queries} == {"{{Hostname}} GPU {{gpu}}"}
    # What alerts watch has its picture with the limits, and words and codes are no measures.
    assert not [title for title in titles if "temperature" in title.lower() or "XID" in title or "state" in title]
    assert "Metrics" not in _rows(gpus.replace("runtime", "panels: null, runtime"), compile_spec)


@pytest.mark.parametrize("pack", _PACKS)
def test_no_picture_is_there_twice(pack: str, compile_spec: CompileSpec) -> None:
    endpoint = catalog.load(pack).endpoint
    spec = _SPEC.format(pack=pack, path=(endpoint and endpoint.path) or "/metrics")
    panels = [panel for row in _rows(spec, compile_spec).values() for panel in row]
    assert len({panel.title for panel in panels}) == len(panels)
    assert not [(one.title, other.title) for one in panels for other in panels if one is not other and _drawn(one) <= _drawn(other)]


def test_a_panel_of_a_pack_has_the_limits_of_the_alert_that_it_shows(compile_spec: CompileSpec) -> None:
    rows = _rows(_VLLM, compile_spec)
    (latency,) = (panel for panel in rows["Metrics"] if panel.title == "Inter-token latency")
    assert [line.value for line in latency.lines] == [0.2]
    assert not [panel for panel in rows["Thresholds"] if "inter" in panel.title]


def test_a_queue_alert_of_one_s_own_is_a_line_of_the_picture_that_is_there(compile_spec: CompileSpec) -> None:
    rows = _rows(f"{_VLLM}    thresholds: {{queue: {{metric: vllm_waiting, above: 20}}}}\n", compile_spec)
    (waiting,) = (panel for panel in rows["Thresholds"] if "waiting" in panel.title)
    # Above 0 is bad only while the batch is empty: a line there would call any queue critical.
    assert {line.value for line in waiting.lines} == {20}
    assert waiting.title == "vLLM waiting"


def test_the_author_s_own_come_first_and_are_told_at_their_place(compile_spec: CompileSpec) -> None:
    own = "    panels:\n      - vllm_queue_time: p99\n"
    assert _rows(_VLLM + own, compile_spec)["Metrics"][0].title == "vLLM queue time p99"
    (told,) = compile_spec(_VLLM + own.replace("p99", "{increase: true}")).diagnostics
    assert (told.code, told.span.line) == ("dashboard/not-a-counter", 9)


@pytest.mark.parametrize("panel", ["vllm_queue_time: {model: code}", "metrics: {of: [vllm_running: {model: code}]}"])
def test_the_dashboard_of_a_model_shows_no_other(panel: str, compile_spec: CompileSpec) -> None:
    (told,) = compile_spec(f"{_VLLM}    panels: [{panel}]\n  code: {{}}\n").diagnostics
    assert told.code == "dashboard/of-another-model"


@pytest.mark.parametrize("more", ["panels: null", "defaults: false\n    panels: []"])
def test_who_wants_none_has_none(more: str, compile_spec: CompileSpec) -> None:
    assert "Metrics" not in _rows(f"{_VLLM}    {more}\n", compile_spec)


def test_a_model_without_alerts_has_a_dashboard_of_its_panels(compile_spec: CompileSpec) -> None:
    spec = "platform: {name: shop, namespace: ml}\nuse: [vllm]\nmodels: {chat: {panels: ['vllm:num_requests_running']}}\n"
    (panel,) = _rows(spec, compile_spec)["Metrics"]
    assert 'model_name="chat"' in promql.to_text(next(iter(_drawn(panel))))


def test_a_threshold_of_one_s_own_is_a_limit_in_the_picture_of_the_pack(compile_spec: CompileSpec) -> None:
    metrics = "metrics: {kv: {series: 'vllm:kv_cache_usage_perc'}, wait: {series: 'vllm:e2e_request_latency_seconds'}}\n"
    own = "    thresholds: {request_latency: null, kv: {above: 60%, alert: Filling}, wait: {quantile: 0.95, above: 30s, alert: Slow}}\n"
    rows = _rows(f"{_VLLM}{own}{metrics}", compile_spec)
    cache, latency = (next(panel for panel in rows["Metrics"] if panel.title == title) for title in ("KV cache", "Request latency"))
    assert {line.value for line in cache.lines} == {0.6, 0.95}
    assert {line.value for line in latency.lines} == {30.0}
    assert [watch.alert for watch in latency.watched] == ["Slow"]
    assert not {"Kv", "Wait p95"} & {panel.title for panel in rows["Thresholds"]}
