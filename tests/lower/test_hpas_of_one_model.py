"""An HPA asks for what its own model is asked, of all that a server of several models serves: as KEDA does."""

from __future__ import annotations

import pytest

from conftest import CompileSpec
from tocsin import ir, promql

_SHOP = """
platform: {{name: shop, namespace: ml, cluster: {{autoscaler: {by}, prometheus: {{release: monitoring}}}}}}
metrics: {{answered: {{pack: triton, series: nv_inference_request_success}}, plain: {{series: queue_depth, type: gauge}}}}
models:
  ranking:
    runtime: triton
    known_as: {known_as}
    defaults: false
    workload: {{deployment: triton}}
    scrape: {{port: metrics}}
    scaling: {{replicas: {{min: 1, max: 4}}, targets: {{{metric}: {{per_replica: 50}}}}}}
  search:
    runtime: triton
    defaults: false
    workload: {{deployment: {other}}}
    scrape: {{job: triton, down: null}}
"""


def _target(
    compile_spec: CompileSpec, *, by: str = "hpa", known_as: str = "ranking", metric: str = "answered", other: str = "triton"
) -> tuple[ir.Platform, ir.MetricTarget]:
    built = compile_spec(_SHOP.format(by=by, known_as=known_as, metric=metric, other=other))
    assert not built.diagnostics
    (compiled,) = built.compiled
    (autoscaler,) = compiled.platform.autoscalers
    (target,) = autoscaler.metrics
    return compiled.platform, target


def _named(target: ir.MetricTarget) -> dict[str, str]:
    (selector,) = promql.selectors(target.query)
    return {matcher.label: matcher.value for matcher in selector.matchers if matcher.label == "model"}


@pytest.mark.parametrize("other", ["triton", "another-triton"])
def test_both_autoscalers_ask_for_the_model(compile_spec: CompileSpec, other: str) -> None:
    _, of_keda = _target(compile_spec, by="keda", other=other)
    _, of_hpa = _target(compile_spec, other=other)
    assert of_hpa.labels == _named(of_keda) == {"model": "ranking"}


def test_a_name_that_no_selector_holds_is_not_needed_where_the_pods_serve_no_other(compile_spec: CompileSpec) -> None:
    platform, target = _target(compile_spec, known_as="org/ranking", other="another-triton")
    assert target.labels == {}
    assert [rule.scope for rule in platform.adapter_rules] == ["per_replica"]


def test_where_they_do_it_stands_in_a_rule_of_its_own(compile_spec: CompileSpec) -> None:
    platform, target = _target(compile_spec, known_as="org/ranking")
    assert target.labels == {}
    assert target.scope == "per_replica"
    ((rule),) = platform.adapter_rules
    assert (rule.scope, rule.metric) == ("total", target.name)
    assert 'model="org/ranking"' in rule.query


def test_what_has_no_label_for_models_is_asked_of_the_pods_alone(compile_spec: CompileSpec) -> None:
    _, target = _target(compile_spec, metric="plain")
    assert target.labels == {}


@pytest.mark.parametrize(
    ("metric", "scope"),
    [
        ('{series: "chat:backlog:sum", type: gauge, labels: {model: model}}', "total"),
        ('{series: "chat:backlog:sum", type: gauge, labels: {model: model, pods: pod}}', "per_replica"),
        ("{series: chat_backlog, type: gauge, labels: {model: model}}", "per_replica"),
    ],
)
def test_what_is_recorded_of_all_pods_together_is_not_looked_for_at_each(compile_spec: CompileSpec, metric: str, scope: str) -> None:
    built = compile_spec(f"""
platform: {{name: shop, namespace: ml, cluster: {{prometheus: {{release: monitoring}}}}}}
metrics: {{backlog: {metric}}}
models:
  chat:
    workload: {{deployment: chat}}
    scrape: {{port: http}}
    scaling: {{replicas: {{min: 1, max: 4}}, targets: {{backlog: {{per_replica: 50}}}}}}
""")
    assert not built.diagnostics
    (compiled,) = built.compiled
    assert [rule.scope for rule in compiled.platform.adapter_rules] == [scope]
    (target,) = compiled.platform.autoscalers[0].metrics
    assert (target.scope, target.each_pod) == ("per_replica", scope == "per_replica")
