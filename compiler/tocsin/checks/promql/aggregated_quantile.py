"""A mean or a sum of quantiles: it is no quantile of anything.

The mean of two replicas' 95th percentiles may lie far from the 95th percentile of all their requests. Histograms are added up by their
buckets first; of a summary only the worst replica can be told. https://prometheus.io/docs/practices/histograms/#quantiles

Bad (-), good (+):
    use: [vllm]
    metrics:
      slow:
  -     expr: avg(histogram_quantile(0.95, sum by (le, pod) (rate(vllm:e2e_request_latency_seconds_bucket[5m]))))  # error
  +     expr: histogram_quantile(0.95, sum by (le) (rate(vllm:e2e_request_latency_seconds_bucket[5m])))
        unit: seconds
"""

from __future__ import annotations

from collections.abc import Iterator

from tocsin.finding import Checked, Finding
from tocsin.promql import Aggregate, Binary, Call, Expr, Number, Selector
from tocsin.raw import Written, parts


def check(checked: Checked) -> Iterator[Finding]:
    """Yield every mean and sum of quantiles, computed ones and those of summaries."""
    for written, node, seen in parts(checked, Aggregate):
        if node.op in {"avg", "sum"} and _quantiles(node.expr, written):
            message = f"the {'mean' if node.op == 'avg' else 'sum'} of quantiles is no quantile"
            remedy = "add the buckets up `by (le)` before taking the quantile; of a summary take `max`"
            yield written.finding(message, remedy, seen)


def _quantiles(expr: Expr, written: Written) -> bool:
    match expr:
        case Call("histogram_quantile"):
            return True
        case Selector(metric):
            known = written.knowledge.of(metric)
            return known is not None and known.type == "summary" and known.part == ""
        case Binary("*" | "/", inner, Number()) | Binary("*", Number(), inner):
            return _quantiles(inner, written)
        case _:
            return False
