"""A small shop: a model that serves its own metrics, one that a model server serves, and a page of the first that is right."""

from __future__ import annotations

from tocsin.contract import check, read, readers
from tocsin.contract.page import Page
from tocsin.diagnostics import Located
from tocsin.finding import Checked
from tocsin.pipeline import examine
from tocsin.spec.locate import locate

SPEC = """\
platform:
  name: shop
  namespace: shop
  cluster: {prometheus: {version: "3.5", stack: kube-prometheus-stack, release: monitoring}}
metrics:
  requests:
    series: shop_requests_total
    type: counter
    unit: requests
    labels: {model: model_name, status: status}
    help: Requests answered
  latency:
    series: shop_latency_seconds
    type: histogram
    unit: seconds
    buckets: [50ms, 100ms, 200ms, 1s]
    labels: {model: model_name}
    help: The time from request to answer
  accuracy: {series: shop_accuracy, type: gauge, unit: ratio, labels: {model: model_name}, help: "The share of \\"right\\" answers"}
  queue: {series: shop_queue_size, type: gauge, unit: requests, labels: {model: model_name}}
  build: {series: shop_build_info, type: gauge, unit: info, labels: {version: version}, help: What was built}
  failed_share: {ratio: {of: requests, where: {status: failed}}, help: The share of requests that failed}
models:
  forecast:
    workload: {deployment: forecast}
    scrape: {port: metrics}
    thresholds:
      accuracy: {below: 80%, for: 5m}
      latency: {quantile: 0.95, above: {warning: 100ms, critical: 200ms}, for: 2m}
      failed_share: {above: 5%, for: 5m}
      queue: {above: 100, for: 5m}
"""
PAGE = """\
# HELP shop_requests_total Requests answered
# TYPE shop_requests_total counter
shop_requests_total{model_name="forecast",status="ok"} 9.0
shop_requests_total{model_name="forecast",status="failed"} 0.0
# HELP shop_latency_seconds The time from request to answer
# TYPE shop_latency_seconds histogram
shop_latency_seconds_bucket{le="0.05",model_name="forecast"} 1.0
shop_latency_seconds_bucket{le="0.1",model_name="forecast"} 5.0
shop_latency_seconds_bucket{le="0.2",model_name="forecast"} 9.0
shop_latency_seconds_bucket{le="1.0",model_name="forecast"} 9.0
shop_latency_seconds_bucket{le="+Inf",model_name="forecast"} 9.0
shop_latency_seconds_count{model_name="forecast"} 9.0
shop_latency_seconds_sum{model_name="forecast"} 0.9
# HELP shop_accuracy The share of right answers
# TYPE shop_accuracy gauge
shop_accuracy{model_name="forecast"} 0.93
# HELP shop_queue_size Requests that wait
# TYPE shop_queue_size gauge
shop_queue_size{model_name="forecast"} 3.0
"""


def line_of(text: str) -> int:
    """Return the first line of the spec that holds `text`."""
    return next(number for number, line in enumerate(SPEC.split("\n"), start=1) if text in line)


def examined(spec: str = SPEC) -> Checked:
    """Return the shop, which has no mistakes."""
    found = examine({"shop": {"specs/shop/spec.yaml": spec.encode()}})
    assert found.diagnostics == ()
    return found.estate[0]


def page(text: str = PAGE) -> Page:
    """Return a page that can be read."""
    served = read("metrics", text)
    assert isinstance(served, Page), served
    return served


def findings(text: str, spec: str = SPEC, *, model: str | None = "forecast") -> list[Located]:
    """Return what a page lacks, in the order of the spec."""
    shop = examined(spec)
    served = page(text)
    found = [each for reader in readers(served, shop.platform, shop.resolved.spec, name=model) for each in check(served, reader)]
    return sorted(locate(found, shop.resolved.origins), key=lambda located: located.order)
