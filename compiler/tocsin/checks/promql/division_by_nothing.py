"""A division by what may be 0: without traffic the quotient is +Inf or NaN, and the alert fires, or a sum of quotients is lost.

0/0 is NaN, which no limit is compared with, and that is right for a share. But something else divided by 0 is +Inf, above every limit; and
one NaN inside a sum or mean makes all of it NaN. https://prometheus.io/docs/prometheus/latest/querying/operators/#arithmetic-binary-operators

Bad (-), good (+):
    use: [vllm]
    metrics:
      retries:
  -     expr: sum(rate(vllm:num_preemptions_total[5m])) / sum(rate(vllm:request_success_total[5m]))  # error
  +     expr: sum(rate(vllm:num_preemptions_total[5m])) / (sum(rate(vllm:request_success_total[5m])) > 0)
        unit: ratio
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from tocsin.finding import Checked, Finding
from tocsin.promql import Aggregate, Binary, Call, Expr, Unary, metrics
from tocsin.raw import RATES, parts

_SPOILED: Final = frozenset({"sum", "avg", "stddev", "stdvar", "min", "max"})


def check(checked: Checked) -> Iterator[Finding]:
    """Yield every unguarded division by a rate whose numerator is no part of it, or whose quotient is aggregated."""
    for written, node, seen in parts(checked, Binary):
        if node.op not in {"/", "%"} or not _may_be_zero(node.right):
            continue
        if isinstance(seen.parent, Aggregate) and seen.parent.op in {"avg", "sum"} and _may_be_zero(node.left):
            continue  # the mean of ratios, which is another fault
        spoils = any(isinstance(outer, Aggregate) and outer.op in _SPOILED for outer in seen.around)
        if spoils or not _families(node.left) <= _families(node.right):
            result = "NaN, and so is all that is aggregated with it" if spoils else "+Inf, which is above every limit"
            yield written.finding(f"without traffic this is {result}", "divide by what is there: `/ (… > 0)`", seen)


def _may_be_zero(expr: Expr) -> bool:
    """Tell whether `expr` is a rate, or a sum of rates, that nothing keeps from being 0."""
    match expr:
        case Call(function):
            return function in RATES
        case Aggregate(_, inner) | Unary(inner):
            return _may_be_zero(inner)
        case Binary("+", left, right):
            return _may_be_zero(left) and _may_be_zero(right)
        case Binary("*", left, right):
            return _may_be_zero(left) or _may_be_zero(right)
        case _:
            return False


def _families(expr: Expr) -> frozenset[str]:
    return frozenset(re.sub("_(bucket|sum|count)$", "", name) for name in metrics(expr))
