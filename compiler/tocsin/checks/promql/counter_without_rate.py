"""A counter taken as it is: it only grows, so what is compared with it becomes true and stays true.

A counter's value says how long the process has lived, and a restart sets it to 0. What it counts is told by `rate` or `increase`.
`== 0` (nothing ever) and the side of `and` or `unless` that only has to exist are left alone.
https://prometheus.io/docs/concepts/metric_types/#counter

Bad (-), good (+):
    use: [kube-state-metrics]
    metrics:
  -   restarts: {expr: 'sum by (pod) (kube_pod_container_status_restarts_total)', unit: restarts}  # error
  +   restarts: {expr: 'sum by (pod) (increase(kube_pod_container_status_restarts_total[1h]))', unit: restarts}
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from tocsin.finding import Checked, Finding
from tocsin.promql import Aggregate, Binary, Call, Expr, Number, split_condition
from tocsin.raw import Seen, series

# What a growing value is made for, what asks whether there is one, and what another check speaks of.
_NOT_READ: Final = """
    rate irate increase resets changes absent absent_over_time present_over_time count_over_time timestamp count group count_values
    delta idelta deriv predict_linear histogram_quantile histogram_count histogram_sum histogram_avg histogram_fraction
"""
_FINE: Final = frozenset(_NOT_READ.split())


def check(checked: Checked) -> Iterator[Finding]:
    """Yield every counter, by pack or spec, that a raw expression reads without a rate."""
    for written, selector, known, seen in series(checked):
        if known.counts and not _fine(seen) and not _only_asked(seen):
            message = f"`{selector.metric}` is a counter: it only grows, until its process starts again"
            yield written.finding(message, f"write `rate({selector.metric}[5m])`, or `increase({selector.metric}[1h])`", seen)


def _fine(seen: Seen) -> bool:
    """Tell whether a function is made for values that grow; what is compared with a number before it is counted is read all the same."""
    compared = False
    for node in reversed(seen.around):
        condition = split_condition(node)
        compared = compared or (condition is not None and condition.threshold != 0)
        name = node.function if isinstance(node, Call) else node.op if isinstance(node, Aggregate) else ""
        if name in _FINE:
            return not (compared and isinstance(node, Aggregate))
    return False


def _only_asked(seen: Seen) -> bool:
    """Tell whether only the existence of the series matters, or whether it ever counted."""
    inner: Expr = seen.node
    for node in reversed(seen.around):
        if isinstance(node, Binary):
            if node.op in {"and", "unless"} and node.right is inner:
                return True
            if node.op == "==" and Number(0.0) in (node.left, node.right):
                return True
        inner = node
    return False
