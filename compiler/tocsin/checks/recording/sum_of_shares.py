"""A recording that adds up shares or percentages: two replicas at 60% are no 120%.

Bad (-), good (+):
    metrics: {memory: {series: memory_ratio, type: gauge, unit: ratio, labels: {model: model}}}
    recordings:
  -   platform:memory:sum: {metric: memory, aggregate: sum}  # error
  +   platform:memory:avg: {metric: memory, aggregate: avg}
"""

from __future__ import annotations

from collections.abc import Iterator

from tocsin.finding import Checked, Finding


def check(checked: Checked) -> Iterator[Finding]:
    """Yield every recording that sums a gauge in shares or percentages."""
    for name, recording in checked.resolved.spec.recordings.items():
        if recording.aggregate == "sum" and recording.metric in checked.shares:
            yield Finding(
                message=f"`{recording.metric}` is a share, and shares of several do not add up",
                help="write `aggregate: avg`, or `max` for the worst",
                where=checked,
                at=("recordings", name, "aggregate"),
            )
