"""The rate of a sum of counters: when one replica restarts the sum falls, and `rate` takes that for a restart of all.

Each restart becomes a leap as high as everything that has been counted. First the rate, then the sum.
https://www.robustperception.io/rate-then-sum-never-sum-then-rate/

Bad (-), good (+):
    use: [vllm]
    metrics:
  -   tokens: {expr: 'rate(sum(vllm:generation_tokens_total)[10m:1m])', unit: tokens_per_second}  # error
  +   tokens: {expr: 'sum(rate(vllm:generation_tokens_total[10m]))', unit: tokens_per_second}
"""

from __future__ import annotations

from collections.abc import Iterator

from tocsin.finding import Checked, Finding
from tocsin.promql import Aggregate, Call, Expr, Subquery, walk
from tocsin.raw import RATES, parts, rated


def check(checked: Checked) -> Iterator[Finding]:
    """Yield every rate of an aggregation of what is no rate itself."""
    for written, call, seen in parts(checked, Call):
        argument = call.args[0] if call.args else None
        if call.function in RATES and isinstance(argument, Subquery) and _summed(argument.expr):
            message = f"`{call.function}` of a sum takes the restart of one replica for a restart of all"
            yield written.finding(message, f"write the `{call.function}` inside the aggregation", seen)


def _summed(expr: Expr) -> bool:
    return any(isinstance(node, Aggregate) for node in walk(expr)) and not rated(expr)
