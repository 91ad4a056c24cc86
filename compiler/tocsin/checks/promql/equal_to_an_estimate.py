"""A rate or an increase compared for equality: both are extrapolated to the window's ends, and are hardly ever whole.

An increase of one is told as 1.03 or 0.97. Only 0 is exact, what is rounded, and how many there are. https://prometheus.io/docs/prometheus/latest/querying/functions/#increase

Bad (-), good (+):
    use: [kube-state-metrics]
    metrics:
  -   once: {expr: 'count(increase(kube_pod_container_status_restarts_total[1h]) == 1)', unit: containers}  # error
  +   once: {expr: 'count(increase(kube_pod_container_status_restarts_total[1h]) > 0.5)', unit: containers}
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from tocsin.finding import Checked, Finding
from tocsin.promql import Aggregate, Binary, Call, Expr
from tocsin.promql.ast import SET_OPERATORS
from tocsin.raw import comparisons

_ESTIMATES: Final = frozenset({"rate", "increase", "delta", "deriv", "predict_linear", "histogram_quantile"})
_WHOLE: Final = frozenset({"round", "floor", "ceil", "sgn", "absent", "absent_over_time", "changes", "resets", "timestamp"})


def check(checked: Checked) -> Iterator[Finding]:
    """Yield every `==` and `!=` of an estimate and a number other than 0."""
    for written, condition, seen in comparisons(checked):
        if condition.op not in {"==", "!="} or condition.threshold == 0:
            continue
        estimate = _estimated(condition.expr)
        if estimate is not None:
            message = f"`{estimate}` is an estimate, and hardly ever exactly {condition.threshold:g}"
            yield written.finding(message, "compare with `>` or `<`", seen)


def _estimated(expr: Expr) -> str | None:
    """Return the function that the values of `expr` are estimated by; None when they are whole, or counted."""
    match expr:
        case Call(function) if function in _ESTIMATES | _WHOLE or function.startswith(("count_over", "present_over")):
            return function if function in _ESTIMATES else None
        case Aggregate("count" | "group" | "count_values") | Binary(as_bool=True):
            return None
        case Binary(op, left) if op in SET_OPERATORS - {"or"}:
            return _estimated(left)
        case _:
            return next((found for child in expr.children if (found := _estimated(child)) is not None), None)
