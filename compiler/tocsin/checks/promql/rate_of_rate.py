"""The rate of a rate: a rate is a gauge, and each time it falls it is taken for a counter that began again.

Bad (-), good (+):
    use: [vllm]
    metrics:
  -   growth: {expr: 'rate(rate(vllm:generation_tokens_total[5m])[1h:5m])', unit: tokens_per_second}  # error
  +   growth: {expr: 'deriv(rate(vllm:generation_tokens_total[5m])[1h:5m])', unit: tokens_per_second}
"""

from __future__ import annotations

from collections.abc import Iterator

from tocsin.finding import Checked, Finding
from tocsin.promql import Call, Expr, Range, Selector, Subquery
from tocsin.raw import RATES, Written, parts, rated


def check(checked: Checked) -> Iterator[Finding]:
    """Yield every rate of what is a rate already, recorded ones too."""
    for written, call, seen in parts(checked, Call):
        argument = call.args[0] if call.args else None
        if call.function in RATES and isinstance(argument, Range | Subquery) and _rated(argument.expr, written):
            message = f"`{call.function}` is taken of a rate, which falls without being restarted"
            yield written.finding(message, "write `deriv` for how it changes, or `avg_over_time` for its mean", seen)


def _rated(expr: Expr, written: Written) -> bool:
    rules = written.knowledge.recorded.get(expr.metric or "", ()) if isinstance(expr, Selector) else ()
    return rated(expr) or any(rated(rule.expr) for rule in rules)
