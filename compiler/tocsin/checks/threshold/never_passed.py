"""A limit that no value can pass: the alert never fires.

A share is never above 1, a percentage never above 100, and what is counted is never below 0.

Bad:
    metrics: {cache: {series: cache_usage_ratio, type: gauge, unit: ratio, labels: {model: model}}}
    models:
      chat:
        workload: {deployment: chat}
        thresholds:
          cache: {above: 120%, for: 5m}  # error

Good:
    metrics: {cache: {series: cache_usage_ratio, type: gauge, unit: ratio, labels: {model: model}}}
    models:
      chat:
        workload: {deployment: chat}
        thresholds:
          cache: {above: 90%, for: 5m}
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from tocsin.finding import Checked, Finding
from tocsin.raw import compared

_NO_SHARE: Final = "write a limit between these; what may be more than a whole is no share: `unit: factor`"


def check(checked: Checked) -> Iterator[Finding]:
    """Yield every limit of a threshold that nothing can pass."""
    for each in compared(checked):
        if each.values.never(each.op, each.limit):
            yield Finding(
                message=f"`{each.alert}` never fires: of what it compares, {each.between}",
                help="write a limit between these; what may be more than a whole is no share: `unit: factor`"
                if each.share
                else "write a limit between these",
                where=checked,
                at=each.at,
            )
