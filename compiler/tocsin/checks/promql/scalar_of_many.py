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
from tocsin.promql import Call, output_labels
from tocsin.raw import parts


def check(checked: Checked) -> Iterator[Finding]:
    """Yield every `scalar` of what may be several series."""
    for written, call, seen in parts(checked, Call):
        if call.function == "scalar" and call.args and output_labels(call.args[0]).only != frozenset():
            yield written.finding("of two series `scalar` makes NaN", "aggregate inside: `scalar(sum(…))`, without `by`", seen)
