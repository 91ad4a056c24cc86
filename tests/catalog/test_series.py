"""Which metric a series belongs to, what it was called, and which labels it has once it is scraped."""

from __future__ import annotations

import pytest

from tocsin import catalog


def _found(series: str) -> list[tuple[str, str]]:
    return [(pack.name, metric.name) for pack, metric in catalog.find(series)]


@pytest.mark.parametrize("suffix", ["", "_bucket", "_sum", "_count"])
def test_a_histogram_is_found_by_each_of_its_series_and_by_its_name(suffix: str) -> None:
    assert _found(f"vllm:e2e_request_latency_seconds{suffix}") == [("vllm", "vllm:e2e_request_latency_seconds")]


def test_a_summary_has_no_buckets() -> None:
    assert _found("tgi_request_skipped_tokens_sum") == [("tgi", "tgi_request_skipped_tokens")]
    assert _found("tgi_request_skipped_tokens_bucket") == []


def test_a_gauge_has_no_count() -> None:
    assert _found("redis_up_count") == []


def test_a_name_that_ends_like_a_suffix_is_itself() -> None:
    assert _found("tgi_request_count") == [("tgi", "tgi_request_count")]
    assert _found(":tensorflow:serving:request_count") == [("tensorflow-serving", ":tensorflow:serving:request_count")]


def test_a_name_of_two_exporters_is_found_in_both() -> None:
    assert _found("vllm:num_requests_waiting") == [
        ("vllm", "vllm:num_requests_waiting"),
        ("vllm-production-stack", "vllm:num_requests_waiting"),
    ]
    assert [pack for pack, _ in _found("http_requests_total")] == ["python-instrumentation", "vllm"]


@pytest.mark.parametrize("series", ["", "_sum", "vllm", "ollama_model_loads_total"])
def test_what_nobody_exports_is_not_found(series: str) -> None:
    assert _found(series) == []
    assert catalog.successors(series) == ()


def test_every_series_of_every_pack_is_found() -> None:
    for pack in map(catalog.load, catalog.names()):
        for metric in pack.metrics.values():
            for series in {metric.name, *catalog.series_of(metric)}:
                assert (pack, metric) in catalog.find(series)
            for former in metric.formerly:
                assert (pack, metric.name) in catalog.successors(former)


def test_a_pack_that_only_tells_of_a_series_is_not_read() -> None:
    catalog.load.cache_clear()
    assert _found("DCGM_FI_DEV_GPU_UTIL") == [("dcgm-exporter", "DCGM_FI_DEV_GPU_UTIL")]
    assert catalog.find("model_request_duration_seconds") == ()  # the end of a longer name
    assert catalog.load.cache_info().currsize == 1


def test_the_series_of_a_metric_follow_from_its_type() -> None:
    metrics = {name: metric for pack in ("vllm", "tgi") for name, metric in catalog.load(pack).metrics.items()}
    assert catalog.series_of(metrics["vllm:iteration_tokens_total"]) == tuple(
        f"vllm:iteration_tokens_total_{kind}" for kind in ("bucket", "sum", "count")
    )
    assert catalog.series_of(metrics["tgi_request_skipped_tokens"]) == tuple(
        f"tgi_request_skipped_tokens{kind}" for kind in ("", "_sum", "_count")
    )
    assert catalog.series_of(metrics["tgi_queue_size"]) == ("tgi_queue_size",)


RENAMES = {
    "vllm:gpu_cache_usage_perc": "vllm:kv_cache_usage_perc",
    "vllm:time_per_output_token_seconds_bucket": "vllm:inter_token_latency_seconds_bucket",
    "sglang:time_per_output_token_seconds": "sglang:inter_token_latency_seconds",
    "revision_request_latencies_bucket": "kn_serving_invocation_duration_seconds_bucket",
    "revision_request_count": "kn_serving_invocation_duration_seconds_count",
    "kn_queueproxy_app_duration_seconds_sum": "kn_serving_invocation_duration_seconds_sum",
    "keda_metrics_adapter_scaler_metrics_value": "keda_scaler_metrics_value",
    "kube_hpa_status_current_replicas": "kube_horizontalpodautoscaler_status_current_replicas",
    "inference_model_request_duration_seconds_bucket": "inference_objective_request_duration_seconds_bucket",
    "istio_request_duration_seconds_count": "istio_request_duration_milliseconds_count",
    "pg_replication_slot_wal_status": "pg_replication_slots_wal_status",
}


@pytest.mark.parametrize(("old", "new"), RENAMES.items())
def test_a_renamed_series_leads_to_its_new_name(old: str, new: str) -> None:
    assert [name for _, name in catalog.successors(old)] == [new]
    assert catalog.find(new)
    assert all(metric.status == "removed" for _, metric in catalog.find(old))


def test_a_series_that_kept_its_name_has_no_successor() -> None:
    assert catalog.successors("vllm:kv_cache_usage_perc") == ()
    assert catalog.successors("keda_metrics_adapter_scaler_metrics_value_bucket") == ()


def test_the_versions_of_vllms_renames_are_known() -> None:
    metrics = catalog.load("vllm").metrics
    old = metrics["vllm:time_per_output_token_seconds"]
    assert (old.deprecated, old.hidden, old.removed) == ("0.11", "0.12", "0.13")
    assert (metrics["vllm:gpu_cache_usage_perc"].deprecated, metrics["vllm:gpu_cache_usage_perc"].removed) == ("0.9.2", "0.12.0")
    assert catalog.load("dcgm-exporter").renamed_labels == {"Hostname": "hostname"}


def _labels(pack: str, metric: str) -> frozenset[str]:
    return catalog.load(pack).labels_of(catalog.load(pack).metrics[metric])


def test_a_label_that_the_target_has_too_is_renamed_unless_labels_are_honoured() -> None:
    assert {"exported_namespace", "exported_pod", "namespace", "pod", "gpu"} <= _labels("dcgm-exporter", "DCGM_FI_DEV_GPU_UTIL")
    assert "exported_namespace" in _labels("keda", "keda_scaler_active")
    assert {"namespace", "pod", "node"} <= _labels("kube-state-metrics", "kube_pod_info")
    assert "exported_namespace" not in _labels("kube-state-metrics", "kube_pod_info")


def test_a_cloud_metric_has_no_labels_of_a_scrape() -> None:
    assert "instance" not in _labels("gke-cloud-monitoring", "kubernetes.io/container/uptime")
    assert catalog.load("gke-cloud-monitoring").source_kind == "cloud-monitoring"
