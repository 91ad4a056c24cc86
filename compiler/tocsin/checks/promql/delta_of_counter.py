"""The difference of a counter's ends: a restart in between makes it negative.

`delta`, `idelta`, `deriv` and `predict_linear` are for gauges; they do not know that a counter begins again at 0.
https://prometheus.io/docs/prometheus/latest/querying/functions/#delta

Bad (-), good (+):
    use: [vllm]
    metrics:
  -   tokens: {expr: 'sum(delta(vllm:generation_tokens_total[10m]))', unit: tokens}  # error
  +   tokens: {expr: 'sum(increase(vllm:generation_tokens_total[10m]))', unit: tokens}
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from tocsin.finding import Checked, Finding
from tocsin.promql import Call, Range, Selector, Subquery
from tocsin.raw import parts

_FOR_GAUGES: Final = {"delta": "increase", "idelta": "irate", "deriv": "rate", "predict_linear": "increase"}


def check(checked: Checked) -> Iterator[Finding]:
    """Yield every counter that a raw expression reads with a function of gauges."""
    for written, call, seen in parts(checked, Call):
        argument = call.args[0] if call.args else None
        if call.function not in _FOR_GAUGES or not isinstance(argument, Range | Subquery) or not isinstance(argument.expr, Selector):
            continue
        known = written.knowledge.of(argument.expr.metric)
        if known is not None and known.counts:
            message = f"`{argument.expr.metric}` is a counter, and `{call.function}` does not know that it begins again at 0"
            yield written.finding(message, f"write `{_FOR_GAUGES[call.function]}` in place of `{call.function}`", seen)
