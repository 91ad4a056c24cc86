"""A percentage compared with a share of one: 0.95 percent is next to nothing, so it is true as soon as anything runs.

Bad (-), good (+):
    use: [dcgm-exporter]
    metrics:
  -   busy: {expr: 'count(DCGM_FI_DEV_GPU_UTIL > 0.95)', unit: gpus}  # error
  +   busy: {expr: 'count(DCGM_FI_DEV_GPU_UTIL > 95)', unit: gpus}
"""

from __future__ import annotations

from collections.abc import Iterator

from tocsin.finding import Checked, Finding
from tocsin.raw import comparisons, unit_of


def check(checked: Checked) -> Iterator[Finding]:
    """Yield every comparison of a percentage with a number between 0 and 1."""
    for written, condition, seen in comparisons(checked):
        unit = unit_of(condition.expr, written.knowledge)
        if unit is not None and unit.name == "percent" and 0 < condition.threshold < 1:
            message = f"percentages go to 100, so `{condition.threshold:g}` is less than one hundredth of them"
            yield written.finding(message, f"write `{condition.threshold * 100:g}`", seen)
