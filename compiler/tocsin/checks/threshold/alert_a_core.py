"""An alert for each CPU core: a machine with 64 cores under load calls somebody 64 times.

Bad (-), good (+):
    metrics: {cpu: {series: cpu_usage_percent, type: gauge, unit: percent, labels: {core: core, node: instance}}}
    components:
      nodes:
        thresholds:
  -       cpu: {above: 85%, for: 5m, by: [core]}  # error
  +       cpu: {above: 85%, for: 5m, by: [node], aggregate: avg}
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from tocsin.finding import Checked, Finding

_CORES: Final = frozenset({"core", "cpu"})


def check(checked: Checked) -> Iterator[Finding]:
    """Yield every threshold that asks for an alert for each core."""
    for each in checked.thresholds:
        for index, label in enumerate(each.threshold.by) if each.threshold.by else ():
            if label in _CORES:
                yield Finding(
                    message="this is an alert for each core of a machine",
                    help="ask for one for each machine: `by: [instance], aggregate: avg`",
                    where=checked,
                    at=(*each.at, "by", index),
                )
