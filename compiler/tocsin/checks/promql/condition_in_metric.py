"""A metric that compares its own value: while all is well it has no value at all, and counts as missing.

The threshold adds the comparison, and tells a good value from none. `>= 0`, which leaves NaN out, is none.

Bad (-), good (+):
    use: [dcgm-exporter]
    metrics:
  -   hot: {expr: 'max(DCGM_FI_DEV_GPU_TEMP) > 85', unit: celsius}  # error
  +   hot: {expr: 'max(DCGM_FI_DEV_GPU_TEMP)', unit: celsius}
    components:
      gpus: {workload: {daemonset: dcgm}, thresholds: {hot: {above: 85, for: 5m}}}
"""

from __future__ import annotations

from collections.abc import Iterator

from tocsin.finding import Checked, Finding
from tocsin.promql import split_condition
from tocsin.raw import expressions, is_acted_on, span_of


def check(checked: Checked) -> Iterator[Finding]:
    """Yield every raw metric that is a condition and is compared again."""
    for written in expressions(checked):
        condition = split_condition(written.expr)
        if condition is None or not is_acted_on(checked, written.name) or (condition.op, condition.threshold) == (">=", 0):
            continue
        values = span_of(condition.expr, written.knowledge)
        if values is not None and values.never(condition.op, condition.threshold):
            continue  # which is told, and is another mistake
        message = f"`{written.name}` has no value unless it is `{condition.op} {condition.threshold:g}`, and counts as missing then"
        yield written.finding(message, "leave the comparison to the threshold", written.parts[0])
