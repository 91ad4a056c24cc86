"""A comparison that every value satisfies: it leaves nothing out, and an alert behind it fires for ever.

Bad (-), good (+):
    use: [vllm]
    metrics:
  -   idle: {expr: 'count(vllm:kv_cache_usage_perc <= 1)', unit: pods}  # error
  +   idle: {expr: 'count(vllm:kv_cache_usage_perc <= 0.01)', unit: pods}
"""

from __future__ import annotations

from collections.abc import Iterator

from tocsin.finding import Checked, Finding
from tocsin.raw import comparisons, span_of


def check(checked: Checked) -> Iterator[Finding]:
    """Yield every comparison with a number that always holds."""
    for written, condition, seen in comparisons(checked):
        values = span_of(condition.expr, written.knowledge)
        if values is not None and values.always(condition.op, condition.threshold):
            message = f"`{condition.op} {condition.threshold:g}` always holds: {values.said}"
            yield written.finding(message, "write a limit in the unit of the metric, or remove the comparison", seen)
