"""A comparison that no value can satisfy: the alert never fires.

A share of one is never above 95, nothing is counted as 0 (`count` of nothing is nothing), and `absent` is 1 or nothing.

Bad:
    use: [vllm]
    metrics:
      full: {expr: 'count(vllm:kv_cache_usage_perc > 95)', unit: pods}  # error

Good:
    use: [vllm]
    metrics:
      full: {expr: 'count(vllm:kv_cache_usage_perc > 0.95)', unit: pods}
"""

from __future__ import annotations

from collections.abc import Iterator

from tocsin.finding import Checked, Finding
from tocsin.promql import Binary, split_condition
from tocsin.raw import parts, span_of


def check(checked: Checked) -> Iterator[Finding]:
    """Yield every comparison with a number that never holds."""
    for written, node, seen in parts(checked, Binary):
        condition = split_condition(node)
        values = None if condition is None else span_of(condition.expr, written.knowledge)
        if condition is not None and values is not None and values.never(condition.op, condition.threshold):
            message = (
                f"`{condition.op} {condition.threshold:g}` never holds: the values lie between {values.least:g} and {values.greatest:g}"
            )
            yield written.finding(message, "write a limit in the unit of the metric", seen)
