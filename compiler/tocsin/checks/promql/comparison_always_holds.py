"""A comparison that every value satisfies: it leaves nothing out, and an alert behind it fires for ever.

Bad:
    use: [vllm]
    metrics:
      idle: {expr: 'count(vllm:kv_cache_usage_perc <= 1)', unit: pods}  # error

Good:
    use: [vllm]
    metrics:
      idle: {expr: 'count(vllm:kv_cache_usage_perc <= 0.01)', unit: pods}
"""

from __future__ import annotations

from collections.abc import Iterator

from tocsin.finding import Checked, Finding
from tocsin.promql import Binary, split_condition
from tocsin.raw import parts, span_of


def check(checked: Checked) -> Iterator[Finding]:
    """Yield every comparison with a number that always holds."""
    for written, node, seen in parts(checked, Binary):
        condition = split_condition(node)
        values = None if condition is None else span_of(condition.expr, written.knowledge)
        if condition is not None and values is not None and values.always(condition.op, condition.threshold):
            between = f"the values lie between {values.least:g} and {values.greatest:g}"
            message = f"`{condition.op} {condition.threshold:g}` always holds: {between}"
            yield written.finding(message, "write a limit in the unit of the metric, or remove the comparison", seen)
