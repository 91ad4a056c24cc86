"""A rate or an increase compared for equality: both are extrapolated to the window's ends, and are hardly ever whole.

An increase of one is told as 1.03 or 0.97. Only 0 is exact. https://prometheus.io/docs/prometheus/latest/querying/functions/#increase

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
from tocsin.promql import Call, walk
from tocsin.raw import comparisons

_ESTIMATES: Final = frozenset({"rate", "increase", "delta", "deriv", "predict_linear", "histogram_quantile"})


def check(checked: Checked) -> Iterator[Finding]:
    """Yield every `==` and `!=` of an estimate and a number other than 0."""
    for written, condition, seen in comparisons(checked):
        if condition.op not in {"==", "!="} or condition.threshold == 0:
            continue
        estimate = next((each for each in walk(condition.expr) if isinstance(each, Call) and each.function in _ESTIMATES), None)
        if estimate is not None:
            message = f"`{estimate.function}` is an estimate, and hardly ever exactly {condition.threshold:g}"
            yield written.finding(message, "compare with `>` or `<`", seen)
