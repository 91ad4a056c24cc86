"""The scalar of several series: `scalar` knows one value only, and of none or two it makes NaN.

With the second replica the alert falls silent. https://prometheus.io/docs/prometheus/latest/querying/functions/#scalar

Bad (-), good (+):
    use: [vllm]
    metrics:
  -   free: {expr: 'sum(vllm:num_requests_running) / scalar(vllm:num_requests_waiting)', unit: ratio}  # error
  +   free: {expr: 'sum(vllm:num_requests_running) / scalar(sum(vllm:num_requests_waiting))', unit: ratio}
"""

from __future__ import annotations

from collections.abc import Iterator

from tocsin.finding import Checked, Finding
from tocsin.promql import Aggregate, Call, Expr, Number, output_labels
from tocsin.raw import parts


def check(checked: Checked) -> Iterator[Finding]:
    """Yield every `scalar` of what may be several series."""
    for written, call, seen in parts(checked, Call):
        if call.function == "scalar" and call.args and not _one(call.args[0]):
            yield written.finding("of two series `scalar` makes NaN", "aggregate inside: `scalar(sum(…))`, without `by`", seen)


def _one(expr: Expr) -> bool:
    """Tell whether `expr` never has two series."""
    match expr:
        case Call("absent" | "absent_over_time") | Aggregate("topk" | "bottomk" | "limitk", _, (), False, Number(1.0)):
            return True
        case _:
            return output_labels(expr).only == frozenset()
