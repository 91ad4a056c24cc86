"""What a plain Prometheus scrapes by addresses has the labels `job` and `instance`, and no label `pod`."""

from __future__ import annotations

import pytest

from conftest import CompileSpec
from tocsin import promql
from tocsin.ir import Alert

_SPEC = """
platform:
  name: shop
  namespace: ml
  cluster: {prometheus: {stack: prometheus}, alertmanager: {delivery: file}, grafana: {delivery: files}}
models: {chat: {runtime: RUNTIME, scrape: {targets: ["10.0.0.1:8000", "10.0.0.2:8000"]}}}
"""


@pytest.mark.parametrize("runtime", ["sglang", "tgi", "vllm"])
def test_replicas_are_told_apart_by_instance(compile_spec: CompileSpec, runtime: str) -> None:
    built = compile_spec(_SPEC.replace("RUNTIME", runtime))
    assert not built.diagnostics
    rules = [rule for each in built.compiled[0].platform.rules for group in each.groups for rule in group.rules]
    (stalled,) = (rule for rule in rules if isinstance(rule, Alert) and rule.name == "LLMEngineStalled")
    assert "max by (instance)" in promql.to_text(stalled.expr)
    assert "(instance {{ $labels.instance }})" in stalled.annotations["description"]
    assert not any("pod" in promql.to_text(rule.expr) for rule in rules)


_OWN = """
platform:
  name: shop
  namespace: ml
  cluster: {prometheus: {stack: prometheus}, alertmanager: {delivery: file}, grafana: {delivery: files}}
use: [python-instrumentation]
models:
  chat:
    runtime: triton
    defaults: false
    workload: {deployment: chat}
    scrape: {SCRAPE}
    thresholds: {THRESHOLD, no_data: false}}
"""


@pytest.mark.parametrize(
    ("threshold", "asked"),
    [
        ("nv_gpu_utilization: {above: 80%", 'max(nv_gpu_utilization{job="JOB"})'),
        ("process_resident_memory_bytes: {above: 5GiB", 'max(process_resident_memory_bytes{job="JOB"})'),
        ("nv_gpu_utilization: {above: 80%, by: [pods]", 'max by (instance) (nv_gpu_utilization{job="JOB"})'),
    ],
)
def test_no_pod_is_asked_for(compile_spec: CompileSpec, threshold: str, asked: str) -> None:
    built = compile_spec(_OWN.replace("SCRAPE", 'targets: ["chat:8000"], down: null').replace("THRESHOLD", threshold))
    assert not built.diagnostics
    (alert,) = built.compiled[0].platform.alerts
    assert promql.to_text(alert.value) == asked.replace("JOB", "shop/default/chat")


def test_nor_of_a_job_that_is_there_already(compile_spec: CompileSpec) -> None:
    built = compile_spec(_OWN.replace("SCRAPE", "job: triton, down: null").replace("THRESHOLD", "nv_gpu_utilization: {above: 80%"))
    (alert,) = built.compiled[0].platform.alerts
    assert promql.to_text(alert.value) == 'max(nv_gpu_utilization{job="triton"})'


@pytest.mark.parametrize(("by", "said"), [("pod", "did you mean `pods`"), ("container", "one of")])
def test_a_label_of_pods_is_no_label_of_an_address(compile_spec: CompileSpec, by: str, said: str) -> None:
    threshold = f"nv_gpu_utilization: {{above: 80%, by: [{by}]"
    (found,) = compile_spec(_OWN.replace("SCRAPE", 'targets: ["chat:8000"]').replace("THRESHOLD", threshold)).diagnostics
    assert found.code == "metric/unknown-label"
    assert said in found.help


def test_a_namespace_that_the_scrape_gives_is_there(compile_spec: CompileSpec) -> None:
    scrape = 'targets: ["chat:8000"], namespace: there, down: null'
    threshold = "nv_inference_pending_request_count: {above: 80, by: [namespace]"
    built = compile_spec(_OWN.replace("SCRAPE", scrape).replace("THRESHOLD", threshold))
    assert not built.diagnostics


@pytest.mark.parametrize("stack", ["kube-prometheus-stack", "prometheus"])
def test_our_word_for_pods_is_no_label_that_anybody_has(compile_spec: CompileSpec, stack: str) -> None:
    built = compile_spec(f"""
platform: {{name: shop, namespace: ml, cluster: {{prometheus: {{stack: {stack}}}, alertmanager: {{delivery: file}}}}}}
metrics: {{queue: {{series: queue_length, type: gauge, unit: requests}}}}
models: {{chat: {{workload: {{deployment: chat}}, scrape: {{job: chat}}, thresholds: {{queue: {{above: 5, by: [pods], for: 5m}}}}}}}}
""")
    (found,) = built.diagnostics
    assert (found.code, found.help) == ("metric/unknown-label", "did you mean `pod`?")


_WATCHING = """
platform:
  name: shop
  namespace: ml
  cluster: {prometheus: {stack: prometheus}, alertmanager: {delivery: file}, grafana: {delivery: files}}
metrics:
  memory: {pack: dcgm-exporter, series: DCGM_FI_DEV_FB_USED}
  restarts: {pack: kube-state-metrics, series: kube_pod_container_status_restarts_total}
models: {chat: {workload: {deployment: chat}, thresholds: {memory: {above: 70GiB, no_data: false}}}}
components:
  gpus: {runtime: dcgm-exporter, defaults: false, scrape: {targets: ["gpu-1:9400"], down: null}}
  cluster: {runtime: kube-state-metrics, scrape: {targets: ["ksm:8080"], down: null}}
"""


def test_what_an_exporter_tells_of_pods_keeps_its_names(compile_spec: CompileSpec) -> None:
    built = compile_spec(_WATCHING)
    assert not built.diagnostics
    texts = {alert.name: promql.to_text(alert.expr) for alert in built.compiled[0].platform.alerts}
    assert 'DCGM_FI_DEV_FB_USED{pod=~"chat-[a-z0-9]+-[a-z0-9]+",namespace="ml"}' in texts["MemoryHigh"]
    assert "by (namespace, pod, container)" in texts["PodCrashLooping"]
    assert not any("by (namespace, instance" in text for text in texts.values())
