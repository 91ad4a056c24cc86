"""What packs bring, all of it at once: of series that exist, used, named, explained, and sound on any platform."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import pytest

from conftest import CompileSpec
from tocsin import catalog, ir, promql
from tocsin.catalog import with_defaults

_PACKS = pytest.mark.parametrize("pack", with_defaults())
_SERVED = {"dcgm-exporter", "kube-state-metrics", "kuberay"}
_DATABASES = {"qdrant", "milvus", "weaviate", "postgres-exporter"}
_QUEUES = {"rabbitmq", "kafka-exporter"}


def _entries(pack: str) -> Iterator[tuple[str, Mapping[str, Any]]]:
    for part in ("thresholds", "slos"):
        for name, entry in catalog.defaults(pack)[part].items():
            assert isinstance(entry, Mapping)
            yield name, entry


def _spec(pack: str, *, platform: str = "{name: shop, namespace: ml}", kind: str = "models") -> str:
    scrape = '{targets: ["chat:8000"]}' if "stack: prometheus" in platform else "{port: 8000}"
    # What KServe's pack brings is all there in Knative's mode only, behind the port at which all is collected.
    workload = "kserve: chat, mode: Knative" if pack == "kserve" else "deployment: chat"
    scrape = scrape.replace("8000", "9088") if pack == "kserve" else scrape
    # Where a server has its metrics elsewhere, the spec has to say it.
    path = served.path if (served := catalog.load(pack).endpoint) else None
    scrape = scrape if path in {None, "/metrics"} else f"{scrape[:-1]}, path: {path}}}"
    return f"platform: {platform}\n{kind}:\n  chat: {{runtime: {pack}, workload: {{{workload}}}, scrape: {scrape}}}\n"


def test_the_servers_gateways_databases_and_exporters_of_llms_bring_something() -> None:
    of_llms = {"vllm", "sglang", "tgi", "ollama", "lmdeploy", "llama-cpp", "dynamo", "nim"}
    of_models = {"triton", "openvino-model-server", "kserve", "ray-serve", "tensorflow-serving", "torchserve", "mlserver", "bentoml"}
    of_embeddings = {"text-embeddings-inference"}
    gateways = {"litellm", "gateway-api-inference-extension", "llm-d-router", "otel-gen-ai"}
    of_jobs = {"kueue", "pushgateway"}
    assert set(with_defaults()) == of_llms | of_models | of_embeddings | gateways | of_jobs | _DATABASES | _QUEUES | _SERVED
    assert set(with_defaults()) <= set(catalog.names())


@_PACKS
def test_every_series_exists_in_the_pack_under_its_present_name(pack: str) -> None:
    known = catalog.load(pack)
    for name, metric in catalog.defaults(pack)["metrics"].items():
        assert isinstance(metric, Mapping)
        if "series" not in metric:
            continue
        found = known.metric_of(metric["series"])
        assert found is not None, f"{name}: {pack} has no {metric['series']}"
        assert found.status is None, f"{name}: {metric['series']} is {found.status}"
        assert metric["pack"] == pack
        assert found.default != "absent", f"{name}: nobody exports {metric['series']}"


@_PACKS
def test_every_metric_is_used_and_its_name_can_be_nobody_else_s(pack: str) -> None:
    metrics = catalog.defaults(pack)["metrics"]
    prefixes = {name.partition("_")[0] for name in metrics}
    assert len(prefixes) == 1, prefixes
    used = {word for _, entry in _entries(pack) for word in _words(entry)}
    used |= {word for metric in metrics.values() for word in _words(metric)}
    used |= {word for panel in catalog.panels(pack) for word in _words(panel)}
    assert set(metrics) <= used
    for other in with_defaults():
        assert other == pack or not set(metrics) & set(catalog.defaults(other)["metrics"])
        assert not set(metrics) & set(catalog.load(other).metrics), "a metric would hide a series of this name"


def _words(value: object) -> Iterator[str]:
    match value:
        case str():
            yield value
        case Mapping():
            yield from value
            for each in value.values():
                yield from _words(each)
        case list():
            for each in value:
                yield from _words(each)


@_PACKS
def test_everything_is_named_and_says_what_to_do(pack: str) -> None:
    for name, entry in _entries(pack):
        assert entry["alert"], name
        guide = entry["guide"]
        assert guide["meaning"], name
        assert guide["causes"], name
        assert guide["actions"], name
        for text in (guide["meaning"], *guide["causes"], *guide["actions"]):
            assert text[-1] in ".`", f"{pack} {name}: {text!r} is no sentence"
    for name, threshold in catalog.defaults(pack)["thresholds"].items():
        assert isinstance(threshold, Mapping)
        assert threshold["summary"], name
        assert threshold["description"], name


@_PACKS
def test_no_alert_of_a_pack_watches_how_much_gpu_memory_is_in_use(pack: str) -> None:
    # A vLLM pod reserves 90% of it and keeps it: only that it grows is wrong.
    for name, entry in _entries(pack):
        if {"dcgm_memory_share", "dcgm_memory_used"} & set(_words(entry)):
            assert "leak" in entry, name


@_PACKS
@pytest.mark.parametrize("kind", ["models", "components"])
@pytest.mark.parametrize(
    "platform",
    [
        "{name: shop, namespace: ml}",
        "{name: shop, namespace: ml, severities: [page]}",
        "{name: shop, namespace: ml, severities: [P4, P3, P2, P1]}",
        '{name: shop, namespace: ml, cluster: {prometheus: {stack: prometheus, version: "2.45"}}}',
        "{name: shop, namespace: ml, cluster: {prometheus: {scrape_interval: 1m}}}",
    ],
)
def test_one_line_is_sound_on_any_platform(pack: str, kind: str, platform: str, compile_spec: CompileSpec) -> None:
    built = compile_spec(_spec(pack, platform=platform, kind=kind))
    assert not built.diagnostics
    (compiled,) = built.compiled
    names = {alert.name for alert in compiled.platform.alerts}
    assert {entry["alert"] for _, entry in _entries(pack)} <= names


@_PACKS
def test_what_is_rated_counts_and_what_is_not_is_a_gauge(pack: str, compile_spec: CompileSpec) -> None:
    (compiled,) = compile_spec(_spec(pack, kind="components" if pack in _SERVED else "models")).compiled
    known = catalog.load(pack)
    seen = 0
    for expr, _ in ir.expressions(compiled.platform):
        rated: set[promql.Selector] = set()
        for node in promql.walk(expr):
            if isinstance(node, promql.Call) and node.function in {"rate", "increase"}:
                rated |= set(promql.selectors(node))
        for selector in promql.selectors(expr):
            metric = known.metric_of(selector.metric or "")
            if metric is None:
                continue
            seen += 1
            if metric.type == "gauge":
                assert selector not in rated, selector.metric
            elif metric.type != "untyped" and not any(
                isinstance(node, promql.Call) and node.function == "absent" for node in promql.walk(expr)
            ):
                assert selector in rated, selector.metric
            for matcher in selector.matchers:
                assert matcher.label in known.labels_of(metric) | {"le"}, f"{selector.metric} has no label {matcher.label}"
    assert seen
