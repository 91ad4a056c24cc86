"""While two releases are in use a renamed series is read by both names, and Prometheus takes the new one where both are served."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from conftest import CompileSpec
from tocsin import promql
from tocsin.catalog import Pack, load, parse_releases
from tocsin.lower.rewriting.spellings import under_both_names

_MODEL = """
platform: {{name: shop, namespace: ml, cluster: {{prometheus: {{release: monitoring}}, autoscaler: keda}}}}
models:
  granite: {{runtime: {runtime}, workload: {{deployment: granite}}, scrape: {{port: http}}}}
"""


def _packs() -> dict[str, Pack]:
    releases = parse_releases("0.8-0.12")
    assert releases is not None
    return {"vllm": replace(load("vllm"), releases=releases)}


@pytest.mark.parametrize(
    ("text", "both"),
    [
        ("max(vllm:kv_cache_usage_perc) > 0.9", "max(vllm:kv_cache_usage_perc or vllm:gpu_cache_usage_perc) > 0.9"),
        (
            'sum by (le) (rate(vllm:inter_token_latency_seconds_bucket{a="b"}[5m]))',
            (
                'sum by (le) (rate(vllm:inter_token_latency_seconds_bucket{a="b"}[5m])'
                ' or rate(vllm:time_per_output_token_seconds_bucket{a="b"}[5m]))'
            ),
        ),
        (
            'absent(vllm:gpu_cache_usage_perc{m="x"})',
            'absent(vllm:kv_cache_usage_perc{m="x"}) and absent(vllm:gpu_cache_usage_perc{m="x"})',
        ),
        ("abs(vllm:kv_cache_usage_perc)", "abs(vllm:kv_cache_usage_perc or vllm:gpu_cache_usage_perc)"),
        (
            "max_over_time(avg_over_time(vllm:kv_cache_usage_perc[5m])[1h:5m])",
            "max_over_time((avg_over_time(vllm:kv_cache_usage_perc[5m]) or avg_over_time(vllm:gpu_cache_usage_perc[5m]))[1h:5m])",
        ),
        ("sum(vllm:num_requests_waiting)", "sum(vllm:num_requests_waiting)"),
        ("-up", "-up"),
    ],
)
def test_each_name_is_read_by_itself(text: str, both: str) -> None:
    expr = promql.parse(text)
    assert not isinstance(expr, promql.ParseFailure)
    assert promql.to_text(under_both_names(expr, _packs())) == both


def test_rules_and_dashboards_ask_for_both_names(compile_spec: CompileSpec) -> None:
    build = compile_spec(_MODEL.format(runtime="vllm@0.8-0.12"))
    assert not build.diagnostics
    for folder in ("prometheus/", "dashboards/"):
        texts = [text for path, text in build.artifacts.items() if folder in path]
        assert any("or vllm:gpu_cache_usage_perc" in " ".join(text.split()) for text in texts), folder


@pytest.mark.parametrize(("runtime", "name"), [("vllm@0.8", "vllm:gpu_cache_usage_perc"), ("vllm", "vllm:kv_cache_usage_perc")])
def test_one_release_has_one_name(compile_spec: CompileSpec, runtime: str, name: str) -> None:
    texts = compile_spec(_MODEL.format(runtime=runtime)).artifacts
    read = {each for text in texts.values() for each in ("vllm:gpu_cache_usage_perc", "vllm:kv_cache_usage_perc") if each in text}
    assert read == {name}


def test_an_environment_may_run_another_release(compile_spec: CompileSpec) -> None:
    spec = _MODEL.format(runtime="vllm@0.11") + (
        "environments:\n  old: {namespace: old, patch: {models: {granite: {runtime: vllm@0.8}}}}\n  new: {namespace: new}\n"
    )
    build = compile_spec(spec)
    assert not build.diagnostics
    rules = {path.partition("/")[0]: text for path, text in build.artifacts.items() if "/prometheus/" in path and "granite" in path}
    assert "gpu_cache" in rules["old"]
    assert "gpu_cache" not in rules["new"]


def test_releases_that_are_none_are_told_where_they_stand(compile_spec: CompileSpec) -> None:
    found = compile_spec(_MODEL.format(runtime="vllm@latest")).diagnostics
    assert [(each.code, each.span.line, each.span.column) for each in found] == [("use/bad-releases", 4, 22)]
