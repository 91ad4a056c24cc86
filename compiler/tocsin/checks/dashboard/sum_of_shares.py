"""A panel that adds up shares or percentages: two replicas at 60% are no 120%.

Bad (-), good (+):
    metrics: {memory: {series: memory_ratio, type: gauge, unit: ratio, labels: {model: model}}}
    dashboards:
      overview:
        rows:
          Memory:
  -         - memory: {aggregate: sum}  # error
  +         - memory: {aggregate: max}
"""

from __future__ import annotations

from collections.abc import Iterator

from tocsin.finding import Checked, Finding


def check(checked: Checked) -> Iterator[Finding]:
    """Yield every panel, and every item of one, that sums a gauge in shares or percentages."""
    for each in checked.pictures:
        if each.lines.aggregate == "sum" and each.name in checked.shares:
            yield Finding(
                message=f"`{each.name}` is a share, and shares of several do not add up",
                help="write `aggregate: avg`, or `max` for the worst",
                where=checked,
                at=(*each.at, "aggregate"),
            )
