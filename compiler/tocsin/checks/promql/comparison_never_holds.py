"""A comparison that no value can satisfy: the alert never fires.

A share of one is never above 95, nothing is counted as 0 (`count` of nothing is nothing), and `absent` is 1 or nothing.

Bad (-), good (+):
    use: [vllm]
    metrics:
  -   full: {expr: 'count(vllm:kv_cache_usage_perc > 95)', unit: pods}  # error
  +   full: {expr: 'count(vllm:kv_cache_usage_perc > 0.95)', unit: pods}
"""

from __future__ import annotations

from collections.abc import Iterator

from tocsin.finding import Checked, Finding
from tocsin.raw import comparisons, span_of


def check(checked: Checked) -> Iterator[Finding]:
    """Yield every comparison with a number that never holds."""
    for written, condition, seen in comparisons(checked):
        values = span_of(condition.expr, written.knowledge)
        if values is not None and values.never(condition.op, condition.threshold):
            message = f"`{condition.op} {condition.threshold:g}` never holds: {values.said}"
            yield written.finding(message, "write a limit in the unit of the metric", seen)
