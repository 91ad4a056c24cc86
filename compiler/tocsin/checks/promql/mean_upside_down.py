"""A count divided by its sum: the mean upside down, which falls when what is observed grows.

The mean of what a histogram or summary observes is its sum divided by its count. How many are done in a second of work is the other way
round, and its unit says so: `requests_per_second`. https://prometheus.io/docs/practices/histograms/#count-and-sum-of-observations

Bad (-), good (+):
    use: [vllm]
    metrics:
      answer:
  -     expr: 'sum(rate(vllm:e2e_request_latency_seconds_count[5m])) / sum(rate(vllm:e2e_request_latency_seconds_sum[5m]))'  # error
  +     expr: 'sum(rate(vllm:e2e_request_latency_seconds_sum[5m])) / sum(rate(vllm:e2e_request_latency_seconds_count[5m]))'
        unit: seconds
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from tocsin.finding import Checked, Finding
from tocsin.promql import Binary, Expr, selectors
from tocsin.raw import Knowledge, Seen, parts

_RATES: Final = frozenset({"rate", "bytes_rate", "currency_rate"})


def check(checked: Checked) -> Iterator[Finding]:
    """Yield every count of a histogram or summary that is divided by its sum."""
    for written, node, seen in parts(checked, Binary):
        metric = _of(node, written.knowledge)
        if metric is None or _is_divided_by(seen) or (written.unit is not None and written.unit.dimension in _RATES):
            continue
        yield written.finding(
            f"`{metric}_count` is divided by `{metric}_sum`: this is the mean upside down",
            f"divide the sum by the count: `rate({metric}_sum[5m]) / rate({metric}_count[5m])`",
            seen,
        )


def _of(node: Binary, knowledge: Knowledge) -> str | None:
    """Return the metric whose count is divided by its sum; None when it is no such division."""
    sides = [selectors(side) for side in (node.left, node.right)] if node.op == "/" else []
    if not sides or any(len(side) != 1 for side in sides):
        return None
    count, total = (knowledge.of(side[0].metric) for side in sides)
    if count is None or total is None or (count.metric, count.part, total.part) != (total.metric, "_count", "_sum"):
        return None
    return count.metric


def _is_divided_by(seen: Seen) -> bool:
    """Tell whether something is divided by it, which turns it round again."""
    inner: Expr = seen.node
    for node in reversed(seen.around):
        if isinstance(node, Binary) and node.op == "/" and node.right is inner:
            return True
        inner = node
    return False
