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

from tocsin.finding import Checked, Finding
from tocsin.raw import comparisons, estimated


def check(checked: Checked) -> Iterator[Finding]:
    """Yield every `==` and `!=` of an estimate and a number other than 0."""
    for written, condition, seen in comparisons(checked):
        if condition.op not in {"==", "!="} or condition.threshold == 0:
            continue
        estimate = estimated(condition.expr)
        if estimate is not None:
            message = f"`{estimate}` is an estimate, and hardly ever exactly {condition.threshold:g}"
            yield written.finding(message, "compare with `>` or `<`", seen)
