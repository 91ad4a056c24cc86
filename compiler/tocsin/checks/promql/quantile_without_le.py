"""A quantile of buckets whose edges are gone: `histogram_quantile` reads them from the label `le`, and returns nothing without it.

https://prometheus.io/docs/prometheus/latest/querying/functions/#histogram_quantile

Bad (-), good (+):
    use: [vllm]
    metrics:
      slow:
  -     expr: histogram_quantile(0.95, sum by (model_name) (rate(vllm:e2e_request_latency_seconds_bucket[5m])))  # error
  +     expr: histogram_quantile(0.95, sum by (le, model_name) (rate(vllm:e2e_request_latency_seconds_bucket[5m])))
        unit: seconds
"""

from __future__ import annotations

from collections.abc import Iterator

from tocsin.finding import Checked, Finding
from tocsin.promql import Call, metrics, output_labels
from tocsin.raw import parts


def check(checked: Checked) -> Iterator[Finding]:
    """Yield every `histogram_quantile` over buckets that have lost their edges."""
    for written, call, seen in parts(checked, Call):
        if call.function not in {"histogram_quantile", "histogram_fraction"} or not call.args:
            continue
        buckets = call.args[-1]
        if any((metric or "").endswith("_bucket") for metric in metrics(buckets)) and not output_labels(buckets).may_have("le"):
            remedy = "aggregate `by (le)`, with the other labels that are to stay"
            yield written.finding(f"the aggregation takes away `le`, from which `{call.function}` reads the edges", remedy, seen)
