"""One rule of prometheus-adapter serves a total to all HPAs: each gets what the query of its own model would return."""

from __future__ import annotations

import pytest
import yaml
from msgspec.structs import replace

from bench.tocsin_spec import files as bench_files
from case import all_folders, build_of
from conftest import CompileSpec
from lower.adapter import SHOP, answers, platforms
from tocsin import promql
from tocsin.pipeline import Build, Compiled, build


def _plain(expr: promql.Expr | promql.ParseFailure) -> promql.Expr:
    """Return an expression with the matchers of each selector in one order, each once."""
    assert not isinstance(expr, promql.ParseFailure), expr
    return promql.transform(
        expr,
        lambda node: (
            replace(node, matchers=tuple(sorted(set(node.matchers), key=lambda each: (each.label, each.op, each.value))))
            if isinstance(node, promql.Selector)
            else node
        ),
    )


def _compare(built: Build) -> int:
    """Compare what HPAs are answered with the query that their target stands for; return how many there were."""
    count = 0
    for checked, files in platforms(built):
        wanted = {
            (autoscaler.name, target.name, promql.to_text(_plain(target.query)))
            for autoscaler in checked.platform.autoscalers
            for target in autoscaler.metrics
            if autoscaler.by == "hpa" and not target.each_pod
        }
        got = [
            (each.autoscaler, each.metric, promql.to_text(_plain(promql.parse(text)))) for each in answers(files) for text in each.queries
        ]
        assert set(got) == wanted
        count += len(wanted)
    return count


def test_every_hpa_is_answered_with_the_query_of_its_target(compile_spec: CompileSpec) -> None:
    assert _compare(compile_spec(SHOP)) == 16
    assert _compare(build({"w": bench_files(12, proofs=False)})) == 12
    assert sum(_compare(build_of(folder)) for folder in all_folders()) > 1


def test_where_several_clusters_answer_every_hpa_gets_its_own(compile_spec: CompileSpec) -> None:
    its = "prometheus: {release: monitoring, address: 'http://query:9090', address_labels: {cluster: eu-1}}"
    built = compile_spec(SHOP.replace("prometheus: {release: monitoring}", its))
    assert _compare(built) == 16
    ((_, files),) = platforms(built)
    parsed = [_plain(promql.parse(text)) for each in answers(files) for text in each.queries]
    assert parsed
    assert all(promql.equals("cluster", "eu-1") in selector.matchers for expr in parsed for selector in promql.selectors(expr))


def test_all_models_share_the_rules(compile_spec: CompileSpec) -> None:
    ((one, _),) = platforms(compile_spec(SHOP.partition("  code:\n")[0]))
    ((two, _),) = platforms(compile_spec(SHOP))
    assert one.platform.adapter_rules == two.platform.adapter_rules
    assert [rule.metric for rule in two.platform.adapter_rules] == [
        f"shop_default_{metric}" for metric in ("errors", "queue", "requests", "shared_anywhere", "slowest", "typical", "urgent", "waiting")
    ]
    assert not any(word in rule.query for rule in two.platform.adapter_rules for word in ("chat", "code", "ml"))


@pytest.mark.parametrize("count", [11, 40])
def test_the_adapter_s_configuration_does_not_grow_with_the_models(count: int) -> None:
    few, many = (
        next(text for path, text in build({"w": bench_files(each, proofs=False)}).artifacts.items() if path.endswith("adapter.values.yaml"))
        for each in (1, count)
    )
    assert yaml.safe_load(few) == yaml.safe_load(many)


_ONE = """
platform: {{name: shop, namespace: ml, cluster: {{autoscaler: hpa, prometheus: {{stack: {stack}}}}}}}
metrics:
  queue: {metric}
  q: {{series: q, type: gauge, labels: {{model: model, of: of, pods: pod}}}}
  queue_chat: {{series: queue_chat, type: gauge, labels: {{model: model}}}}
models:
  chat:
    {model}
    workload: {{deployment: chat}}
    scrape: {scrape}
    scaling: {{replicas: {{min: 1, max: 3}}, targets: {{queue: {{total: 5}}}}}}
"""
_GAUGE = "{series: queue_length, type: gauge, labels: {model: model}}"


def _one(
    compile_spec: CompileSpec, *, metric: str = _GAUGE, model: str = "", stack: str = "kube-prometheus-stack", scrape: str = ""
) -> Compiled:
    built = compile_spec(_ONE.format(metric=metric, model=model, stack=stack, scrape=scrape or "{port: http}"))
    assert _compare(built) == 1
    return built.compiled[0]


@pytest.mark.parametrize(
    ("metric", "model"),
    [
        pytest.param(_GAUGE, "known_as: org/chat", id="no slash in a value of a selector"),
        pytest.param(_GAUGE, f"known_as: {'x' * 64}", id="at most 63 characters in a value"),
        pytest.param(_GAUGE.replace("model: model", "model: model_"), "", id="a key ends with a letter or digit"),
        pytest.param(_GAUGE.replace("model: model", f"model: {'m' * 64}"), "", id="at most 63 characters in a key"),
        pytest.param("{expr: 'sum(q{pod=~\"<< pods >>\"})', unit: requests}", "", id="pods are known by a pattern"),
        pytest.param("{expr: 'sum(q{model!=\"<< model >>\"})', unit: requests}", "", id="all others"),
        pytest.param("{expr: 'sum(queue_<< model >>{model=\"<< model >>\"})', unit: requests}", "", id="a metric of its own"),
        pytest.param("{expr: 'sum(q{model=\"<< model >>\"}) + sum(q)', unit: requests}", "", id="a part of all"),
        pytest.param('{expr: \'sum(q{model="<< model >>"}) + sum(q{of="<< model >>"})\', unit: requests}', "", id="by two labels"),
        pytest.param("{expr: 'sum(q{model=\"chat\"})', unit: requests}", "", id="written for one model"),
    ],
)
def test_what_no_selector_can_tell_apart_keeps_a_rule_of_its_own(compile_spec: CompileSpec, metric: str, model: str) -> None:
    platform = _one(compile_spec, metric=metric, model=model).platform
    ((rule,), (autoscaler,)) = platform.adapter_rules, platform.autoscalers
    assert rule.metric == "shop_default_chat_queue"
    assert "<<" not in rule.query
    assert autoscaler.metrics[0].labels == {}


@pytest.mark.parametrize(
    ("metric", "labels"),
    [
        (_GAUGE, {"model": "chat"}),
        (_GAUGE.replace("model: model", "model: model, namespace: exported_namespace"), {"model": "chat", "exported_namespace": "ml"}),
        (_GAUGE.replace("model: model", "model: model, namespace: null"), {"model": "chat"}),
        ("{expr: 'sum(q{of=\"<< namespace >>-<< model >>\"})', unit: requests}", {"of": "ml-chat"}),
    ],
)
def test_the_adapter_adds_the_namespace_only_where_it_is_the_hpa_s(compile_spec: CompileSpec, metric: str, labels: dict[str, str]) -> None:
    platform = _one(compile_spec, metric=metric).platform
    ((rule,), (autoscaler,)) = platform.adapter_rules, platform.autoscalers
    assert autoscaler.metrics[0].labels == labels
    narrowed = 'namespace="ml"' in promql.to_text(autoscaler.metrics[0].query) and "exported_namespace" not in labels
    assert (rule.metric, rule.namespace_label) == (("shop_default_queue", "namespace") if narrowed else ("shop_default_queue_anywhere", ""))


def test_two_models_of_one_metric_may_be_narrowed_and_not(compile_spec: CompileSpec) -> None:
    scaling = "scaling: {replicas: {min: 1, max: 3}, targets: {queue: {total: 5}}}"
    built = compile_spec(f"""
platform: {{name: shop, namespace: ml, cluster: {{autoscaler: hpa, prometheus: {{release: monitoring}}}}}}
metrics: {{queue: {{series: queue_length, type: gauge}}}}
models:
  chat: {{workload: {{deployment: chat}}, scrape: {{port: http}}, {scaling}}}
  code: {{workload: {{deployment: code}}, scrape: {{job: gateway, namespace: gateways}}, {scaling}}}
""")
    assert _compare(built) == 2
    assert [rule.metric for rule in built.compiled[0].platform.adapter_rules] == ["shop_default_queue", "shop_default_queue_anywhere"]


def test_a_share_is_found_by_its_traffic_which_is_there_before_the_first_error(compile_spec: CompileSpec) -> None:
    ((checked, _),) = platforms(compile_spec(SHOP))
    (rule,) = (rule for rule in checked.platform.adapter_rules if rule.metric == "shop_default_errors")
    assert rule.series == 'requests_total{namespace!=""}'


def test_a_series_with_two_names_is_asked_for_by_both(compile_spec: CompileSpec) -> None:
    built = compile_spec("""
platform: {name: shop, namespace: ml, cluster: {autoscaler: hpa, prometheus: {release: monitoring}}}
metrics: {cache: {pack: vllm, series: "vllm:kv_cache_usage_perc"}}
models:
  granite:
    runtime: vllm@0.8-0.12
    workload: {deployment: granite}
    scrape: {port: http}
    scaling: {replicas: {min: 1, max: 3}, targets: {cache: {total: 80%}}}
""")
    assert _compare(built) == 1
    ((rule,),) = (each.platform.adapter_rules for each in built.compiled)
    assert rule.query == "max(vllm:kv_cache_usage_perc{<<.LabelMatchers>>} or vllm:gpu_cache_usage_perc{<<.LabelMatchers>>})"


def test_what_reads_no_series_cannot_be_found(compile_spec: CompileSpec) -> None:
    built = compile_spec(
        _ONE.format(metric="{expr: 'vector(5)', unit: requests}", model="", stack="kube-prometheus-stack", scrape="{port: http}")
    )
    assert "scaling/not-a-series" in {each.code for each in built.diagnostics}


@pytest.mark.parametrize(("namespace", "each_pod"), [("", True), (", namespace: ml", True), (", namespace: gateways", False)])
def test_what_is_scraped_elsewhere_is_not_of_the_model_s_pods(compile_spec: CompileSpec, namespace: str, each_pod: bool) -> None:  # noqa: FBT001
    built = compile_spec(
        "platform: {name: shop, namespace: ml}\n"
        "metrics: {depth: {series: queue_depth, type: gauge, unit: requests, labels: {model: model}}}\n"
        f"models: {{chat: {{workload: {{deployment: chat}}, scrape: {{job: a{namespace}}},"
        " scaling: {replicas: {min: 1, max: 4}, targets: {depth: {per_replica: 5}}}}}\n"
    )
    assert not built.diagnostics
    ((target,),) = (each.metrics for each in built.compiled[0].platform.autoscalers)
    assert target.each_pod is each_pod
    assert _compare(built) == (0 if each_pod else 1)
