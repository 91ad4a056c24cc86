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


def check(checked: Checked) -> Iterator[Finding]:
    """Yield every threshold that sums a gauge in shares or percentages."""
    shares = {metric.name for metric in checked.platform.metrics if metric.type == "gauge" and metric.unit.name in {"ratio", "percent"}}
    for each in checked.thresholds if shares else ():
        if each.threshold.aggregate == "sum" and each.metric in shares:
            yield Finding(
                message=f"`{each.metric}` is a share, and shares of several replicas do not add up",
                help="write `aggregate: avg`, or nothing for the worst of them",
                where=checked,
                at=(*each.at, "aggregate"),
            )
