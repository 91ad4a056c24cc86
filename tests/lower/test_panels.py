"""Panels that a dashboard names: what they ask, how they call it, and whose series they show."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from conftest import CompileSpec
from lower.shop import SHOP, asked
from tocsin import ir

Drawn = Callable[[str], ir.Panel]


@pytest.fixture
def drawn(compile_spec: CompileSpec) -> Drawn:
    """Return a function from the YAML of one panel of a named dashboard to that panel."""

    def panel(text: str) -> ir.Panel:
        built = compile_spec(f"{SHOP}dashboards: {{one: {{rows: {{Row: [{text}]}}}}}}")
        assert not built.diagnostics, built.diagnostics
        ((found,),) = (row.panels for row in built.compiled[0].platform.dashboards[-1].rows)
        assert isinstance(found, ir.Panel)
        return found

    return panel


@pytest.mark.parametrize(
    ("panel", "selector"),
    [
        ("requests: {by: model}", 'requests_total{namespace="ml"}'),
        ("error_share", 'errors_total{namespace="ml"}'),
        ("queue", 'vllm:num_requests_waiting{namespace="ml"}'),
        ("desired", 'kube_deployment_spec_replicas{namespace="ml"}'),
        ("errors: {where: {namespace: other}}", 'errors_total{namespace="other"}'),
        ("central", "(central_gauge)"),
        ("node_load1", "(node_load1)"),
        ("gpu: {model: cards}", "(DCGM_FI_DEV_GPU_UTIL)"),
    ],
)
def test_a_panel_of_all_models_shows_the_platform_s_namespace_and_what_the_cluster_shares(drawn: Drawn, panel: str, selector: str) -> None:
    if selector.startswith(("errors", "requests")):
        selector += "["
    assert selector in asked(drawn(panel))[0][1]


def test_gpus_belong_to_the_cluster_whatever_pod_uses_them(compile_spec: CompileSpec) -> None:
    spec = "platform: {name: shop, namespace: ml}\nuse: [dcgm-exporter]\ndashboards: {one: {rows: {Row: [DCGM_FI_DEV_GPU_UTIL]}}}"
    (panel,) = compile_spec(spec).compiled[0].platform.dashboards[0].rows[0].panels
    assert asked(panel) == [("{{Hostname}} GPU {{gpu}}", "avg by (Hostname, gpu) (DCGM_FI_DEV_GPU_UTIL)")]


@pytest.mark.parametrize(
    ("panel", "legend", "start"),
    [
        ("accuracy", "{{pod}}", "avg by (pod) (model_accuracy"),
        ("accuracy: {over: 1h}", "{{pod}}", "avg by (pod) (avg_over_time(model_accuracy"),
        ("accuracy: {aggregate: min}", "accuracy", "min(model_accuracy"),
        ("accuracy: {as: stat}", "accuracy", "avg(model_accuracy"),
        ("queue", "{{pod}}", "avg by (pod) (vllm"),
        ("node_load1", "{{instance}}", "avg by (instance) (node_load1)"),
        ("central", "central", "avg(central_gauge)"),
        ("loaded", "{{pod}}", "min by (pod) (model_loaded"),
        ("drifted", "{{pod}}", "max by (pod) (model_drifted"),
        ("requests", "requests", "sum(rate(requests_total"),
        ("latency: p99", "p99", "histogram_quantile(0.99, sum by (le)"),
    ],
)
def test_a_line_is_called_after_its_pod_or_its_metric_and_of_what_is_true_or_not_the_worst_counts(
    drawn: Drawn, panel: str, legend: str, start: str
) -> None:
    ((told, expr),) = asked(drawn(panel))
    assert told == legend
    assert expr.startswith(start)


@pytest.mark.parametrize(
    ("panel", "shape", "unit", "severities"),
    [
        ("loaded", "state", "bool", ["critical", None]),
        ("drifted", "state", "bool", [None, "warning"]),
        ("loaded: stat", "stat", "bool", ["critical", None]),
        ("loaded: {over: 7d, as: stat}", "stat", "ratio", []),
        ("loaded: {aggregate: avg}", "timeseries", "ratio", []),
        ("loaded: {aggregate: sum}", "timeseries", "count", []),
        ("alerts: history", "state", "count", ["critical"]),
    ],
)
def test_what_is_true_or_not_is_said_in_words_until_it_is_counted(
    drawn: Drawn, panel: str, shape: str, unit: str, severities: list[str | None]
) -> None:
    found = drawn(panel)
    assert (found.shape, found.unit.name, [state.severity for state in found.states]) == (shape, unit, severities)


def test_several_metrics_are_one_picture_and_a_second_unit_is_known(drawn: Drawn) -> None:
    found = drawn("metrics: {of: [desired, {ready: {title: able}}, accuracy, {latency: [p95]}], by: [], title: Replicas}")
    assert found.title == "Replicas"
    assert [legend for legend, _ in asked(found)] == ["desired", "able", "accuracy", "latency p95"]
    assert [query.unit and query.unit.name for query in found.queries] == [None, None, "ratio", "seconds"]


def test_several_metrics_need_no_title_and_share_what_the_panel_says(drawn: Drawn) -> None:
    found = drawn("metrics: {of: [desired, {ready: {by: namespace}}], by: workload}")
    assert found.title == "Desired and ready"
    assert [legend for legend, _ in asked(found)] == ["desired {{deployment}}", "ready {{namespace}}"]


def test_prometheus_and_google_share_a_picture(drawn: Drawn) -> None:
    found = drawn("metrics: [{latency: {quantiles: [p95], model: a}}, {google: kubernetes.io/container/cpu/core_usage_time}]")
    assert [type(query).__name__ for query in found.queries] == ["PromQuery", "CloudQuery"]
    cloud = found.queries[1]
    assert cloud.legend == "container CPU core usage time {{resource.label.pod_name}}"
    assert cloud.unit is not None
    assert (found.unit.grafana, cloud.unit.grafana) == ("s", "suffix:cores")


@pytest.mark.parametrize(
    ("panel", "code"),
    [
        ("metrics", "dashboard/no-metrics"),
        ("metrics: {of: [latency], as: heatmap}", "dashboard/not-one-histogram"),
        ("metrics: {of: [google: {}]}", "dashboard/no-metric-type"),
        ("metrics: {of: [latency: words]}", "dashboard/bad-panel"),
        ("metrics: {of: [nothing]}", "metric/unknown"),
        ("metrics: {of: [latency: {as: stat}]}", "spec/misplaced-key"),
        ("metrics: {of: [latency], reducer: REDUCE_MAX}", "dashboard/of-one-metric"),
        ("latency: {of: [requests]}", "dashboard/bad-panel"),
        ("latency: words", "dashboard/bad-panel"),
        ("latency: stat, requests: stat", "dashboard/bad-panel"),
        ("requests: heatmap", "dashboard/not-a-histogram"),
        ("accuracy: p95", "dashboard/not-a-histogram"),
        ("accuracy: {increase: true}", "dashboard/not-a-counter"),
        ("accuracy: {model: c}", "dashboard/unknown-model"),
        ("accuracy: {title: << who >>}", "text/unknown-fact"),
    ],
)
def test_a_panel_that_cannot_be_drawn_is_a_mistake(compile_spec: CompileSpec, panel: str, code: str) -> None:
    item = f"{{{panel}}}" if ", requests" in panel else panel
    built = compile_spec(f"{SHOP}dashboards: {{one: {{rows: {{Row: [{item}]}}}}}}")
    assert [diagnostic.code for diagnostic in built.diagnostics] == [code]


def test_a_limit_is_drawn_where_the_panel_shows_what_it_is_about(drawn: Drawn) -> None:
    ladder = (ir.Line(op=">", value=0.1, severity="warning"), ir.Line(op=">", value=0.2, severity="critical"))
    assert drawn("latency: {model: a}").lines == drawn("latency: {model: a, quantiles: [p95]}").lines == ladder
    assert drawn("latency: {model: a, quantiles: [p50]}").lines == ()
    assert drawn("latency").lines == ()
    assert drawn("requests: {model: b}").lines
    assert drawn("requests: {model: b, increase: true, over: 1h}").lines == ()
    assert [(watch.alert, watch.severity) for watch in drawn("latency: {model: a}").watched] == [
        ("LatencyHigh", "warning"),
        ("LatencyHigh", "critical"),
    ]
    assert drawn("latency: p50").watched == ()


@pytest.mark.parametrize("way", ["difference: {below: -1%}", "ratio: {below: 90%}"])
def test_how_far_two_versions_are_apart_is_no_level_of_the_metric(compile_spec: CompileSpec, way: str) -> None:
    spec = _TWO.replace("model: model}}}", "model: model, version: version}}}").replace(
        "deployment: chat}",
        "deployment: chat}, thresholds: {accuracy: {below: 80%}, apart: {metric: accuracy,"
        f" compare: {{label: version, champion: a, challenger: b, {way}, over: 1d}}, no_data: false}}}}",
    )
    built = compile_spec(f"{spec}dashboards: {{one: {{rows: {{Row: [accuracy: {{model: chat}}]}}}}}}\n")
    assert not built.diagnostics, built.diagnostics
    ((panel,),) = (row.panels for row in built.compiled[0].platform.dashboards[-1].rows)
    assert isinstance(panel, ir.Panel)
    assert panel.lines == (ir.Line(op="<", value=0.8, severity="warning"),)
    assert [watch.at for watch in panel.watched] == [("models", "chat", "thresholds", "accuracy")]


_TWO = """\
platform: {name: shop, namespace: ml}
use: [dcgm-exporter]
metrics: {accuracy: {series: model_accuracy, type: gauge, unit: ratio, labels: {model: model}}}
models: {chat: {workload: {deployment: chat}}, code: {workload: {deployment: code}}}
"""


@pytest.mark.parametrize("metric", ["accuracy", "DCGM_FI_DEV_GPU_UTIL"])
def test_a_threshold_more_changes_no_panel_of_all_models(compile_spec: CompileSpec, metric: str) -> None:
    spec = f"{_TWO}dashboards: {{one: {{rows: {{Row: [{metric}: {{aggregate: min}}]}}}}}}\n"
    watched = spec.replace("chat}}", f"chat}}, thresholds: {{{metric}: {{below: 80%}}}}}}", 1)
    ((plain,),), ((other,),) = (
        [row.panels for row in compile_spec(text).compiled[0].platform.dashboards[-1].rows] for text in (spec, watched)
    )
    assert asked(plain) == asked(other)
    assert "chat" not in asked(other)[0][1]


_PARTS = """\
platform: {name: shop, namespace: ml}
metrics:
  time: {series: gateway_seconds, type: histogram, unit: seconds, buckets: [0.5]}
  lookups: {series: lookups_total, type: counter, unit: requests, labels: {result: result}}
  misses: {ratio: {of: lookups, where: {result: miss}}}
models: {chat: {workload: {deployment: chat}, scrape: {port: http}}}
components:
  gateway: {workload: {deployment: gateway}, scrape: {port: http}, slos: {fast: {metric: time, under: 500ms, objective: 99%}}}
  store: {workload: {deployment: store}, scrape: {port: http}, thresholds: {misses: {above: 2%}}}
"""


@pytest.mark.parametrize(("metric", "job"), [("time", "gateway"), ("lookups", "store"), ("misses", "store")])
def test_the_only_model_is_not_asked_for_what_a_component_s_objective_or_share_is_made_of(
    compile_spec: CompileSpec, metric: str, job: str
) -> None:
    built = compile_spec(f"{_PARTS}dashboards: {{one: {{rows: {{Row: [{metric}]}}}}}}\n")
    assert not built.diagnostics, built.diagnostics
    ((panel,),) = (row.panels for row in built.compiled[0].platform.dashboards[-1].rows)
    assert f'job="{job}"' in asked(panel)[0][1]
    assert 'job="chat"' not in asked(panel)[0][1]
