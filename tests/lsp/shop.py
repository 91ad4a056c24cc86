"""The repository that the tests of the language server work on."""

from __future__ import annotations

from pathlib import Path

PLATFORM = """\
platform:
  name: shop
  namespace: shop
  runbooks: https://runbooks.example.com/<< alert >>
  cluster:
    prometheus: {version: "3.5", stack: kube-prometheus-stack, release: monitoring}
  severities: [info, warning, critical]
use: [kube-state-metrics]
receivers:
  chat: {slack: {channel: "#ml", url: {secret: alertmanager-slack, key: webhook}}}
  page: {pagerduty: {routing_key: {secret: alertmanager-pagerduty, key: routing_key}}}
routing:
  receiver: chat
  routes:
    critical: {when: {severity: critical}, to: page}
policies:
  usual:
    replicas: {min: 1, max: 4}
"""
METRICS = """\
metrics:
  accuracy: {series: model_accuracy, type: gauge, unit: ratio, labels: {model: model_name}, help: How often it is right}
  latency: {series: model_seconds, type: histogram, unit: seconds, labels: {model: model}}
  restarts: {series: kube_pod_container_status_restarts_total, unit: restarts}
  worst: {expr: 'max(model_accuracy{model_name="<< model >>"}) without (pod)', unit: ratio}
"""
MODELS = """\
models:
  forecast:
    workload: {deployment: forecast}
    scrape: {port: metrics}
    thresholds:
      accuracy: {below: {warning: 80%, critical: 60%}, for: 5m}
      latency: {quantile: 0.95, above: 200ms, for: 2m, severity: warning}
    scaling:
      policy: usual
      targets: {cpu: 70%}
"""
PACK = """\
metrics:
  oven_temperature_celsius: {type: gauge, unit: celsius, labels: [oven]}
"""
FILES = {
    "specs/shop/platform.yaml": PLATFORM,
    "specs/shop/metrics.yaml": METRICS,
    "specs/shop/models.yaml": MODELS,
    "specs/packs/oven.yaml": PACK,
}


def written(root: Path) -> Path:
    """Write the repository below `root`, and return it."""
    for name, text in FILES.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return root
