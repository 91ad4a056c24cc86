"""The mean of ratios: a replica with one request weighs as much as one with a thousand.

Averages over ratios are statistically incorrect: add numerators and denominators up, then divide.

Bad (-), good (+):
    use: [vllm]
    metrics:
      cached:
  -     expr: avg(rate(vllm:prefix_cache_hits_total[5m]) / rate(vllm:prefix_cache_queries_total[5m]))  # error
  +     expr: sum(rate(vllm:prefix_cache_hits_total[5m])) / (sum(rate(vllm:prefix_cache_queries_total[5m])) > 0)
        unit: ratio
"""

from __future__ import annotations

from collections.abc import Iterator

from tocsin.finding import Checked, Finding
from tocsin.promql import Aggregate, Binary, Expr, Number
from tocsin.raw import parts, rated


def check(checked: Checked) -> Iterator[Finding]:
    """Yield every mean or sum of quotients of rates."""
    for written, node, seen in parts(checked, Aggregate):
        if node.op in {"avg", "sum"} and _ratio(node.expr):
            message = f"`{node.op}` of ratios gives a replica without traffic the weight of a busy one"
            yield written.finding(message, "divide the sums: `sum(…) / sum(…)`", seen)


def _ratio(expr: Expr) -> bool:
    match expr:
        case Binary("*", inner, Number()) | Binary("*", Number(), inner):
            return _ratio(inner)
        case Binary("/", left, right):
            return rated(left) and rated(right)
        case _:
            return False
