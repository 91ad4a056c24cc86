"""A division by what may be 0: without traffic the quotient is +Inf or NaN, and the alert fires, or a sum of quotients is lost.

0/0 is NaN, which no limit is compared with, and that is right for a share. But something else divided by 0 is +Inf, above every limit; and
one NaN inside a sum, mean or quantile makes all of it NaN, while `min`, `max` and a comparison pass over it.
https://prometheus.io/docs/prometheus/latest/querying/operators/#arithmetic-binary-operators

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
from tocsin.promql import Aggregate, Binary, Call, Expr, Unary, metrics, walk
from tocsin.promql.ast import COMPARISONS
from tocsin.raw import RATES, Seen, parts

_SPOILED: Final = frozenset({"sum", "avg", "stddev", "stdvar", "quantile"})
_PASSING_OVER: Final = COMPARISONS.keys() - {"!="}
"""What NaN never satisfies."""


def check(checked: Checked) -> Iterator[Finding]:
    """Yield every unguarded division by a rate whose numerator is no part of it, or whose quotient is aggregated."""
    for written, node, seen in parts(checked, Binary):
        if node.op not in {"/", "%"} or not _may_be_zero(node.right):
            continue
        if _averaged(seen) and _may_be_zero(node.left):
            continue  # the mean of ratios, which is another fault
        result = None if _guarded(node, seen) else _result(node, spoils=_spoils(seen))
        if result is not None:
            yield written.finding(f"without traffic this is {result}", "divide by what is there: `/ (… > 0)`", seen)


def _result(node: Binary, *, spoils: bool) -> str | None:
    """Return what a division by 0 makes; None where that harms nothing."""
    part = _families(node.left) <= _families(node.right)
    match node.op, part, _may_be_zero(node.left):
        case ("%", _, _) | ("/", True, _) if spoils:
            return "NaN, and so is all that is aggregated with it"
        case ("%", _, _) | ("/", True, _):
            return None
        case _, _, True if spoils:
            return "NaN, or +Inf where only the divisor is 0, and so is all that is aggregated with it"
        case _, _, True:
            return "NaN, which no limit is compared with, or +Inf, which is above every limit, where only the divisor is 0"
        case _:
            return "+Inf, and so is all that is aggregated with it" if spoils else "+Inf, which is above every limit"


def _averaged(seen: Seen) -> bool:
    """Tell whether the quotient, maybe in percent, is what a sum or a mean is taken of."""
    outer = next((each for each in reversed(seen.around) if not (isinstance(each, Binary) and each.op == "*")), None)
    return isinstance(outer, Aggregate) and outer.op in {"avg", "sum"}


def _spoils(seen: Seen) -> bool:
    """Tell whether the quotient is aggregated as it is, in a way that NaN outlives."""
    for outer in reversed(seen.around):
        if isinstance(outer, Binary) and outer.op in _PASSING_OVER and not outer.as_bool:
            return False
        if isinstance(outer, Aggregate) and outer.op in _SPOILED:
            return True
    return False


def _guarded(node: Binary, seen: Seen) -> bool:
    """Tell whether the quotient counts only `and` while its divisor is compared with something."""
    for outer in reversed(seen.around):
        if isinstance(outer, Aggregate):
            return False
        if isinstance(outer, Binary) and outer.op == "and":
            compared = (each for side in (outer.left, outer.right) for each in walk(side) if isinstance(each, Binary))
            if any(each.op in {">", ">=", "!="} and each.left == node.right for each in compared):
                return True
    return False


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
