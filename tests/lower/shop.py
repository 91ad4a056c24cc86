"""A shop with two models, its GPUs and its workloads, and ways to look at its panels."""

from __future__ import annotations

from tocsin import ir, promql

SHOP = """
platform:
  name: shop
  namespace: ml
  datasources: {prometheus: {url: "http://prometheus:9090"}, google: {type: cloud-monitoring, project: p}}
use: [dcgm-exporter, kube-state-metrics, node-exporter, vllm]
metrics:
  requests: {series: requests_total, type: counter, unit: requests, labels: {model: model}}
  latency: {series: latency_seconds, type: histogram, unit: seconds, labels: {model: model}}
  accuracy: {series: model_accuracy, type: gauge, unit: ratio, labels: {model: model}, help: share of right answers}
  drifted: {series: model_drifted, type: gauge, unit: bool, labels: {model: model}}
  loaded: {series: model_loaded, type: gauge, unit: bool, labels: {model: model}}
  cpu_time: {series: process_cpu_seconds_total, type: counter, unit: seconds}
  central: {series: central_gauge, type: gauge, labels: {namespace: null}}
  desired: {series: kube_deployment_spec_replicas}
  ready: {series: kube_deployment_status_replicas_ready}
  gpu: {series: DCGM_FI_DEV_GPU_UTIL}
  queue: {series: "vllm:num_requests_waiting"}
  errors: {series: errors_total, type: counter, unit: errors, labels: {model: model}}
  error_share: {ratio: {of: errors, to: requests}}
models:
  a:
    thresholds:
      latency: {quantile: 0.95, above: {warning: 100ms, critical: 200ms}, for: 2m}
      ready: {metric: ready, below: {metric: desired}}
  b:
    component: web
    thresholds:
      drifted: {equals: 1}
      requests: {above: 5/s}
      accuracy: {below: 0.8}
components:
  cards: {component: gpu, thresholds: {gpu: {above: 90%, by: [node, gpu]}}}
  spaces: {thresholds: {ready: {below: 1, by: [namespace, workload]}}}
"""


def asked(panel: ir.Panel | ir.TextPanel) -> list[tuple[str, str]]:
    """Return the legend and the expression of each query."""
    assert isinstance(panel, ir.Panel)
    return [(query.legend, promql.to_text(query.expr)) for query in panel.queries if isinstance(query, ir.PromQuery)]
