"""A limit on a sum of shares or percentages: with every replica the sum grows, and the limit means something else.

Bad (-), good (+):
    metrics: {memory: {series: memory_ratio, type: gauge, unit: ratio, labels: {model: model}}}
    models:
      chat:
        workload: {deployment: chat}
        thresholds:
  -       memory: {above: 90%, for: 5m, aggregate: sum}  # error
  +       memory: {above: 90%, for: 5m, aggregate: avg}
"""

from __future__ import annotations

from collections.abc import Iterator

from tocsin.finding import Checked, Finding
from tocsin.source import KeyPath


def check(checked: Checked) -> Iterator[Finding]:
    """Yield every threshold, and every guard of one, that sums a gauge in shares or percentages."""
    for each in checked.thresholds:
        if each.threshold.aggregate == "sum":
            yield from _finding(checked, each.metric, each.at)
        for name, guard in each.threshold.while_.items():
            if guard.aggregate == "sum":
                yield from _finding(checked, name, (*each.at, "while", name))


def _finding(checked: Checked, metric: str, at: KeyPath) -> Iterator[Finding]:
    if metric in checked.shares:
        yield Finding(
            message=f"`{metric}` is a share, and shares of several replicas do not add up",
            help="write `aggregate: avg`, or nothing for the worst of them",
            where=checked,
            at=(*at, "aggregate"),
        )
