"""Panels of what thresholds watch: they show what is compared with the limits beside it, always, and say what it is."""

from __future__ import annotations

import pytest

from conftest import CompileSpec
from lower.shop import asked
from tocsin import ir

_SHOP = """\
platform: {{name: shop, namespace: ml, cluster: {{prometheus: {{stack: prometheus}}}}}}
use: [dcgm-exporter]
metrics:
  drift: {{series: feature_drift, type: gauge, unit: score, labels: {{model: model, feature: feature}}}}
  latency: {{series: latency_seconds, type: gauge, unit: seconds, labels: {{model: model}}}}
  gpu: {{series: DCGM_FI_DEV_GPU_TEMP}}
models:
  chat:
    workload: {{deployment: chat}}
    thresholds: {thresholds}
    panels: {panels}
"""


def _panels(compile_spec: CompileSpec, thresholds: str, panels: str = "[]") -> dict[str, list[tuple[str, str]]]:
    built = compile_spec(_SHOP.format(thresholds=thresholds, panels=panels))
    assert not built.diagnostics, built.diagnostics
    rows = built.compiled[0].platform.dashboards[0].rows
    found = [panel for row in rows if row.title in {"Metrics", "Thresholds"} for panel in row.panels]
    titles = {panel.title: asked(panel) for panel in found if isinstance(panel, ir.Panel)}
    assert len(titles) == len(found)
    return titles


@pytest.mark.parametrize(
    ("thresholds", "drawn"),
    [
        ("{drift: {above: 0.2, by: [feature]}}", ("{{feature}}", 'max by (feature) (feature_drift{model="chat"})')),
        ("{drift: {below: 0.2}}", ("drift", 'min(feature_drift{model="chat"})')),
    ],
)
def test_a_panel_of_its_own_shows_what_its_limits_are_about(compile_spec: CompileSpec, thresholds: str, drawn: tuple[str, str]) -> None:
    panels = [expr for title, expr in _panels(compile_spec, thresholds, "[drift]").items() if "Drift" in title]
    assert panels[0] == [drawn]


def test_what_the_author_says_of_a_panel_goes_before_what_its_limits_are_about(compile_spec: CompileSpec) -> None:
    drawn = _panels(compile_spec, "{drift: {above: 0.2}}", "[drift: {aggregate: avg, title: Mean}]")
    assert drawn["Mean"] == [("drift", 'avg(feature_drift{model="chat"})')]


def test_a_level_is_seen_whether_or_not_it_grows(compile_spec: CompileSpec) -> None:
    leak = "{leak: {above: 0.9, from: 1h}, for: 2h, no_data: false}"
    drawn = _panels(compile_spec, f"{{drift: {leak}, gpu: {leak.replace('0.9', '80').replace('for', 'by: [node, gpu], for')}}}")
    assert drawn["Drift"] == [("drift", 'max(feature_drift{model="chat"})')]
    assert [(legend, "deriv" in expr) for legend, expr in drawn["GPU"]] == [("{{Hostname}} GPU {{gpu}}", False)]


@pytest.mark.parametrize(
    ("kind", "title"),
    [
        ("change: {above: 2x, offset: 1d}", "Latency against what it was 1d ago"),
        ("change: {above: 2x, average: 7d}", "Latency against its mean of 7d"),
        ("anomaly: {deviations: 3, over: 1d, least: 10ms}", "Latency and what is usual"),
    ],
)
def test_what_is_no_value_of_a_metric_is_not_called_so(compile_spec: CompileSpec, kind: str, title: str) -> None:
    limits = f"{{latency: {{above: 1s, no_data: false}}, odd: {{metric: latency, {kind}, no_data: false}}}}"
    assert {"Latency", title} == set(_panels(compile_spec, limits))


def test_a_line_of_a_history_is_called_by_what_tells_it_apart(compile_spec: CompileSpec) -> None:
    ((legend, _),) = _panels(compile_spec, "{drift: {by: [feature], change: {above: 2x, offset: 1d}, no_data: false}}").popitem()[1]
    assert legend == "{{feature}}"


def test_what_an_exporter_tells_of_models_has_a_line_for_each_and_none_for_the_exporter_s_pods(compile_spec: CompileSpec) -> None:
    spec = """\
platform: {name: shop, namespace: ml}
components: {gateway: {runtime: litellm, defaults: false, workload: {deployment: gateway}, scrape: {port: http}}}
models: {chat: {workload: {deployment: chat}}, code: {workload: {deployment: code}}}
dashboards: {one: {rows: {Row: [litellm_remaining_requests_metric]}}}
"""
    ((panel,),) = (row.panels for row in compile_spec(spec).compiled[0].platform.dashboards[-1].rows)
    assert [legend for legend, _ in asked(panel)] == ["{{litellm_model_name}}"]


def test_how_long_a_probe_takes_is_not_called_as_whether_it_fails(compile_spec: CompileSpec) -> None:
    built = compile_spec("""\
platform: {name: shop, namespace: ml}
components: {web: {probes: {ready: {url: "http://web.ml.svc/", slow: 1s}}}}
""")
    panels = [panel.title for row in built.compiled[0].platform.dashboards[0].rows for panel in row.panels]
    assert {"Probe ready", "Time of probe ready"} <= set(panels)


@pytest.mark.parametrize(("besides", "limits"), [("", {0.0}), ("while: {requests: {above: 1/s}}, ", set())])
def test_above_0_is_no_limit_where_something_else_must_hold(compile_spec: CompileSpec, besides: str, limits: set[float]) -> None:
    built = compile_spec(f"""
platform: {{name: shop, namespace: ml}}
metrics:
  queue: {{series: queue_depth, type: gauge, unit: requests, labels: {{model: model}}}}
  requests: {{series: requests_total, type: counter, unit: requests, labels: {{model: model}}}}
models:
  chat:
    thresholds:
      stuck: {{metric: queue, {besides}above: 0, severity: critical, alert: Stuck}}
""")
    assert not built.diagnostics, built.diagnostics
    (dashboard,) = built.compiled[0].platform.dashboards
    assert {line.value for panel in dashboard.panels if panel.title.startswith("Queue") for line in panel.lines} == limits
