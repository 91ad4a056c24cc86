"""Facts that a name's suffix, or a guess, gets wrong; each was read in the exporter."""

from __future__ import annotations

import pytest

from tocsin import catalog

TYPES = {
    "histogram": {
        "vllm": ["vllm:iteration_tokens_total"],
        "argo-flux": ["argocd_app_reconcile"],
        "lmdeploy": ["lmdeploy:iteration_tokens_total", "lmdeploy:iter_token_latency"],
        "otel-gen-ai": ["gen_ai_client_token_usage"],
    },
    "gauge": {
        "cadvisor-kubelet": ["container_network_tcp_usage_total"],
        "keda": ["keda_trigger_registered_total", "keda_resource_registered_total"],
        "vllm-production-stack": [
            "vllm:healthy_pods_total",
            "vllm:gpu_prefix_cache_hits_total",
            "vllm:gpu_prefix_cache_queries_total",
            "vllm:current_qps",
        ],
        "argo-flux": ["argocd_repo_pending_request_total"],
        "envoy-istio": ["envoy_cluster_membership_total"],
        "drift-quality": ["trustyai_model_count_total", "trustyai_model_observations_total"],
        "triton": ["nv_pinned_memory_pool_total_bytes"],
        "dcgm-exporter": ["DCGM_FI_PROF_PCIE_TX_BYTES", "DCGM_FI_PROF_PCIE_RX_BYTES", "DCGM_FI_DEV_XID_ERRORS"],
        "sglang": ["sglang:gen_throughput"],
        "redis-exporter": ["redis_key_value"],
        "torchserve": ["QueueTime", "HandlerTime", "PredictionTime"],
        "blackbox-exporter": ["probe_duration_seconds"],
        "qdrant": ["collections_total", "cluster_peers_total", "cluster_pending_operations_total", "rest_responses_avg_duration_seconds"],
        "llm-d-router": ["llm_d_epp_request_running", "inference_objective_running_requests"],
        "lmdeploy": ["lmdeploy:num_requests_failed"],
        "dynamo": ["dynamo_frontend_disconnected_clients"],
        "pushgateway": ["push_failure_time_seconds"],
        "weaviate": ["vector_index_operations", "weaviate_index_shards_total"],
        "kafka-exporter": ["kafka_topic_partition_current_offset", "kafka_consumergroup_current_offset_sum", "kafka_consumergroup_lag_sum"],
        "kuberay": ["kuberay_job_execution_duration_seconds"],
    },
    "counter": {
        "triton": ["nv_inference_request_success", "nv_inference_request_duration_us"],
        "openvino-model-server": ["ovms_requests_success", "ovms_requests_fail"],
        "tgi": ["tgi_request_count", "tgi_request_success"],
        "tensorflow-serving": [":tensorflow:serving:request_count"],
        "torchserve": ["ts_inference_latency_microseconds"],
        "cadvisor-kubelet": ["container_memory_failcnt", "kubelet_evictions"],
        "dcgm-exporter": [
            "DCGM_FI_DEV_TOTAL_ENERGY_CONSUMPTION",
            "DCGM_EXP_GPU_HEALTH_STATUS",
            "DCGM_EXP_P2P_STATUS",
            "DCGM_EXP_XID_ERRORS_COUNT",
            "DCGM_EXP_CLOCK_EVENTS_COUNT",
        ],
        "argo-flux": ["rollout_reconcile_error"],
        "envoy-istio": ["envoy_cluster_upstream_rq_timeout"],
        "qdrant": ["cluster_term", "collection_hardware_metric_cpu"],
        "milvus": ["milvus_proxy_req_count", "milvus_proxy_send_bytes_count"],
        "text-embeddings-inference": ["te_request_count", "te_request_failure"],
        "llama-cpp": ["llamacpp:n_tokens_max"],
        "postgres-exporter": ["pg_stat_database_xact_commit", "pg_stat_archiver_failed_count", "pg_stat_database_stats_reset"],
        "weaviate": ["weaviate_lsm_bucket_compaction_failure_count", "batch_objects_processed_bytes"],
    },
    "summary": {
        "tgi": ["tgi_request_skipped_tokens"],
        "python-instrumentation": ["http_request_size_bytes", "http_response_size_bytes"],
        "triton": ["nv_inference_request_summary_us"],
        "mlserver": ["model_infer_request_duration"],
    },
    "untyped": {
        "node-exporter": ["node_vmstat_oom_kill", "node_netstat_Tcp_RetransSegs"],
        "rabbitmq": ["rabbitmq_alarms_memory_used_watermark", "rabbitmq_alarms_free_disk_space_watermark"],
    },
}
UNITS = {
    "microseconds": {"openvino-model-server": ["ovms_request_time_us"], "tensorflow-serving": [":tensorflow:serving:request_latency"]},
    "milliseconds": {
        "ray-serve": ["ray_serve_http_request_latency_ms"],
        "envoy-istio": ["istio_request_duration_milliseconds", "envoy_cluster_upstream_rq_time"],
        "open-webui": ["http_server_duration_milliseconds"],
        "triton": ["nv_inference_first_response_histogram_ms"],
        "torchserve": ["QueueTime"],
        "kserve": ["revision_request_latencies"],
        "milvus": ["milvus_proxy_sq_latency", "milvus_rootcoord_time_tick_delay"],
        "weaviate": ["queries_durations_ms"],
        "postgres-exporter": ["pg_stat_database_blk_read_time", "pg_stat_bgwriter_checkpoint_write_time_total"],
    },
    "seconds": {
        "vllm": ["vllm:e2e_request_latency_seconds"],
        "tgi": ["tgi_request_duration"],
        "kserve": ["kn_serving_invocation_duration_seconds"],
        "litellm": ["litellm_request_total_latency_metric"],
        "qdrant": ["rest_responses_duration_seconds"],
        "gateway-api-inference-extension": ["inference_objective_request_duration_seconds"],
    },
    "MiB": {"dcgm-exporter": ["DCGM_FI_DEV_FB_USED", "DCGM_FI_DEV_FB_FREE"], "torchserve": ["MemoryUsed"]},
    # Ages in transactions, which are called seconds.
    "count": {"postgres-exporter": ["pg_database_wraparound_age_datfrozenxid_seconds"]},
    "percent": {"dcgm-exporter": ["DCGM_FI_DEV_GPU_UTIL", "DCGM_FI_DEV_MEM_COPY_UTIL"]},
    "ratio": {
        "vllm": ["vllm:kv_cache_usage_perc"],
        "triton": ["nv_gpu_utilization"],
        "dcgm-exporter": ["DCGM_FI_PROF_SM_ACTIVE", "DCGM_FI_DEV_FB_USED_PERCENT"],
        "sglang": ["sglang:token_usage"],
    },
}
DIMENSIONS = {
    ("vllm", "vllm:num_requests_waiting"): {"model": "model_name", "namespace": "namespace", "pods": "pod"},
    ("vllm", "http_requests_total"): {"namespace": "namespace", "pods": "pod"},
    ("sglang", "sglang:num_queue_reqs"): {"model": "model_name", "namespace": "namespace", "pods": "pod"},
    ("openvino-model-server", "ovms_requests_success"): {"model": "name", "namespace": "namespace", "pods": "pod"},
    ("triton", "nv_inference_count"): {"model": "model", "namespace": "namespace", "pods": "pod"},
    ("triton", "nv_gpu_utilization"): {"namespace": "namespace", "pods": "pod", "gpu": "gpu_uuid"},
    ("tgi", "tgi_queue_size"): {"namespace": "namespace", "pods": "pod"},
    ("ray-serve", "ray_serve_deployment_queued_queries"): {"model": "deployment", "namespace": "namespace", "pods": "pod"},
    ("tensorflow-serving", ":tensorflow:serving:request_count"): {"model": "model_name", "namespace": "namespace", "pods": "pod"},
    ("tensorflow-serving", ":tensorflow:serving:request_example_counts"): {"model": "model", "namespace": "namespace", "pods": "pod"},
    ("torchserve", "ts_inference_requests_total"): {"model": "model_name", "namespace": "namespace", "pods": "pod"},
    ("torchserve", "HandlerTime"): {"model": "ModelName", "namespace": "namespace", "pods": "pod"},
    ("kserve", "request_predict_seconds"): {"model": "model_name", "namespace": "namespace", "pods": "pod"},
    ("litellm", "litellm_total_tokens_metric_total"): {"model": "requested_model", "namespace": "namespace"},
    ("litellm", "litellm_deployment_state"): {"model": "litellm_model_name", "namespace": "namespace"},
    ("ollama", "ollama_requests_total"): {"model": "model", "namespace": "namespace"},
    ("vllm-production-stack", "vllm:num_requests_waiting"): {"namespace": "namespace"},
    ("drift-quality", "trustyai_spd"): {"model": "model", "namespace": "namespace"},
    ("dcgm-exporter", "DCGM_FI_DEV_GPU_UTIL"): {
        "namespace": "exported_namespace",
        "pods": "exported_pod",
        "gpu": "gpu",
        "node": "Hostname",
    },
    ("kube-state-metrics", "kube_deployment_spec_replicas"): {"namespace": "namespace", "workload": "deployment"},
    ("kube-state-metrics", "kube_statefulset_replicas"): {"namespace": "namespace", "workload": "statefulset"},
    ("kube-state-metrics", "kube_pod_status_phase"): {"namespace": "namespace", "pods": "pod"},
    ("kube-state-metrics", "kube_horizontalpodautoscaler_spec_max_replicas"): {
        "namespace": "namespace",
        "autoscaler": "horizontalpodautoscaler",
    },
    ("kube-state-metrics", "kube_node_status_condition"): {"node": "node"},
    ("cadvisor-kubelet", "container_memory_working_set_bytes"): {"namespace": "namespace", "pods": "pod", "node": "node"},
    ("cadvisor-kubelet", "machine_cpu_cores"): {"node": "node"},
    ("keda", "keda_scaler_active"): {"namespace": "exported_namespace", "autoscaler": "scaledObject"},
    ("argo-flux", "argocd_app_info"): {"namespace": "dest_namespace"},
    ("node-exporter", "node_load1"): {"instance": "instance"},
    ("blackbox-exporter", "probe_success"): {"namespace": "namespace", "instance": "instance"},
    ("redis-exporter", "redis_up"): {"namespace": "namespace", "instance": "instance"},
    ("qdrant", "rest_responses_total"): {"namespace": "namespace", "pods": "pod", "instance": "instance"},
    ("milvus", "milvus_proxy_req_count"): {"namespace": "namespace", "pods": "pod"},
    ("llm-d-router", "llm_d_epp_request_total"): {"model": "model_name", "namespace": "namespace", "pods": "pod"},
    # The namespace of the model server that was chosen, and not of the router.
    ("llm-d-router", "llm_d_epp_scheduler_attempts_total"): {
        "model": "target_model_name",
        "namespace": "exported_namespace",
        "pods": "pod",
    },
    ("llm-d-router", "llm_d_epp_ready_endpoints"): {"namespace": "namespace", "pods": "pod"},
    ("kueue", "kueue_pending_workloads"): {"namespace": "namespace", "pods": "pod"},
    # The namespace of the queue, and not of the controller.
    ("kueue", "kueue_local_queue_pending_workloads"): {"namespace": "exported_namespace", "pods": "pod"},
    ("dynamo", "dynamo_frontend_model_ready"): {"model": "model", "namespace": "namespace", "pods": "pod"},
    # The namespace of the Ray resource, and not of the operator: its labels are honoured.
    ("kuberay", "kuberay_service_condition_ready"): {"namespace": "namespace"},
    ("rabbitmq", "rabbitmq_queue_messages_ready"): {"namespace": "namespace", "pods": "pod"},
    ("postgres-exporter", "pg_up"): {"namespace": "namespace", "instance": "instance"},
    ("kafka-exporter", "kafka_consumergroup_lag_sum"): {"namespace": "namespace", "instance": "instance"},
    ("weaviate", "queue_size"): {"namespace": "namespace", "pods": "pod", "instance": "instance"},
    ("prometheus-self", "up"): {"namespace": "namespace", "pods": "pod", "instance": "instance"},
}


def _each(table: dict[str, dict[str, list[str]]]) -> list[tuple[str, str, str]]:
    return [(pack, name, word) for word, packs in table.items() for pack, names in packs.items() for name in names]


@pytest.mark.parametrize(("pack", "name", "expected"), _each(TYPES))
def test_a_type_is_what_the_exporter_declares(pack: str, name: str, expected: str) -> None:
    assert catalog.load(pack).metrics[name].type == expected


@pytest.mark.parametrize(("pack", "name", "expected"), _each(UNITS))
def test_a_unit_is_what_the_exporter_measures_in(pack: str, name: str, expected: str) -> None:
    assert catalog.load(pack).metrics[name].unit == expected


@pytest.mark.parametrize(("pack", "name"), DIMENSIONS)
def test_a_series_is_selected_by_the_labels_that_prometheus_stores(pack: str, name: str) -> None:
    assert dict(catalog.load(pack).metrics[name].dimensions) == DIMENSIONS[pack, name]


def test_nothing_is_scraped_where_nothing_is_served() -> None:
    assert catalog.load("open-webui").endpoint is None
    assert catalog.load("gke-cloud-monitoring").endpoint is None


@pytest.mark.parametrize(
    "name", ["openvino-model-server", "sglang", "torchserve", "tensorflow-serving", "kserve", "litellm", "weaviate", "rabbitmq"]
)
def test_a_server_that_serves_metrics_only_on_request_says_how_to_ask(name: str) -> None:
    assert catalog.load(name).enable


def test_what_kube_prometheus_stack_drops_is_marked() -> None:
    metrics = catalog.load("cadvisor-kubelet").metrics
    dropped = {name for name, metric in metrics.items() if metric.dropped_by}
    assert dropped == {
        "container_cpu_cfs_throttled_seconds_total",
        "container_file_descriptors",
        "container_memory_swap",
        "container_spec_cpu_period",
        "container_spec_cpu_quota",
        "container_spec_cpu_shares",
        "container_spec_memory_limit_bytes",
    }


@pytest.mark.parametrize(
    ("pack", "name", "edge", "is_bound"),
    [
        ("vllm", "vllm:time_to_first_token_seconds", 0.5, True),
        ("vllm", "vllm:e2e_request_latency_seconds", 0.2, False),
        ("sglang", "sglang:time_to_first_token_seconds", 0.05, False),
        ("python-instrumentation", "http_request_duration_seconds", 0.2, False),
        ("ray-serve", "ray_serve_http_request_latency_ms", 200, True),
        ("openvino-model-server", "ovms_request_time_us", 121439, True),
        ("qdrant", "rest_responses_duration_seconds", 1, True),
        ("milvus", "milvus_proxy_sq_latency", 1000, False),
        ("llm-d-router", "llm_d_epp_request_ttft_seconds", 2, True),
        ("dynamo", "dynamo_frontend_request_duration_seconds", 128, False),
        ("lmdeploy", "lmdeploy:time_to_first_token_seconds", 2.5, True),
        ("kueue", "kueue_admission_wait_time_seconds", 3600, False),
        ("weaviate", "weaviate_grpc_server_request_duration_seconds", 2, False),
    ],
)
def test_known_bounds_tell_which_thresholds_are_exact(pack: str, name: str, edge: float, is_bound: bool) -> None:  # noqa: FBT001 - a table's column
    assert (edge in catalog.load(pack).metrics[name].buckets) is is_bound
