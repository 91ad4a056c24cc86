"""A subquery whose step is as long as its window: it holds one value, and nothing to compare it with.

https://prometheus.io/docs/prometheus/latest/querying/basics/#subquery

Bad (-), good (+):
    use: [vllm]
    metrics:
  -   busiest: {expr: 'max_over_time(sum(vllm:num_requests_running)[5m:10m])', unit: requests}  # error
  +   busiest: {expr: 'max_over_time(sum(vllm:num_requests_running)[10m:1m])', unit: requests}
"""

from __future__ import annotations

from collections.abc import Iterator

from tocsin.duration import format_duration, parse_duration
from tocsin.finding import Checked, Finding
from tocsin.promql import Subquery
from tocsin.raw import parts


def check(checked: Checked) -> Iterator[Finding]:
    """Yield every subquery that holds fewer than two values; without a step it has the evaluation interval's."""
    usual = parse_duration(checked.resolved.spec.platform.cluster.prometheus.evaluation_interval) or 0
    for written, node, _ in parts(checked, Subquery):
        step = node.step_ms or usual
        if node.window_ms < 2 * step:
            message = f"a window of {format_duration(node.window_ms)} with a step of {format_duration(step)} holds fewer than two values"
            yield written.finding(message, f"write a window of at least `{format_duration(2 * step)}`, or a shorter step")
