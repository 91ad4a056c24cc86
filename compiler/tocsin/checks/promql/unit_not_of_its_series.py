"""A raw metric said to be in another unit than its series are: limits are converted, and alerts show it, in the wrong one.

Bad (-), good (+):
    use: [dcgm-exporter]
    metrics:
  -   busy: {expr: 'max(DCGM_FI_DEV_GPU_UTIL)', unit: ratio}  # error
  +   busy: {expr: 'max(DCGM_FI_DEV_GPU_UTIL)', unit: percent}
"""

from __future__ import annotations

from collections.abc import Iterator

from tocsin.finding import Checked, Finding
from tocsin.raw import differ, expressions, unit_of


def check(checked: Checked) -> Iterator[Finding]:
    """Yield every raw metric whose `unit:` contradicts that of its series."""
    for written in expressions(checked):
        unit = unit_of(written.expr, written.knowledge)
        if unit is not None and written.unit is not None and differ(unit, written.unit):
            yield Finding(
                message=f"the values of this expression are in {unit.name}, not in {written.unit.name}",
                help=f"write `unit: {unit.name}`, or convert the value",
                where=checked,
                at=("metrics", written.name, "unit"),
            )
