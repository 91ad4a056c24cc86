"""The rate of a gauge: whenever its value falls, `rate` takes that for a restart and adds the whole value again.

`rate`, `irate`, `increase` and `resets` are for counters. How fast a gauge moves is told by `deriv` (per second) or `delta`.
https://prometheus.io/docs/prometheus/latest/querying/functions/#rate

Bad (-), good (+):
    use: [vllm]
    metrics:
  -   queue_growth: {expr: 'rate(vllm:num_requests_waiting[10m])', unit: requests_per_second}  # error
  +   queue_growth: {expr: 'deriv(vllm:num_requests_waiting[10m])', unit: requests_per_second}
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from tocsin.finding import Checked, Finding
from tocsin.promql import Call, Range, Selector, Subquery
from tocsin.raw import parts

_FOR_COUNTERS: Final = {"rate": "deriv", "irate": "idelta", "increase": "delta", "resets": "changes"}
# A key of an application may be a counter although redis_exporter calls it a gauge.
_MAY_COUNT: Final = frozenset({"redis_key_value"})


def check(checked: Checked) -> Iterator[Finding]:
    """Yield every gauge of which a raw expression takes a rate."""
    for written, call, seen in parts(checked, Call):
        argument = call.args[0] if call.args else None
        if call.function not in _FOR_COUNTERS or not isinstance(argument, Range | Subquery) or not isinstance(argument.expr, Selector):
            continue
        known = written.knowledge.of(argument.expr.metric)
        if known is not None and known.type == "gauge" and known.metric not in _MAY_COUNT:
            message = f"`{known.metric}` is a gauge, and `{call.function}` takes every fall of it for a restart"
            yield written.finding(message, f"write `{_FOR_COUNTERS[call.function]}` in place of `{call.function}`", seen)
