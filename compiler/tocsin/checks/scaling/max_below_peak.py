"""A maximum that does not hold the expected peak: when it comes, every replica has more than it may, and the objectives are missed.

`peak` is the total at which the objectives must still hold; divided by what each replica may have it is the number of replicas needed.

Bad (-), good (+):
    metrics: {requests: {series: requests_total, type: counter, unit: requests, labels: {model: model, namespace: namespace, pods: pod}}}
    models:
      chat:
        workload: {deployment: chat}
        scaling:
  -       replicas: {min: 1, max: 3}
  +       replicas: {min: 1, max: 6}
          targets:
            requests: {per_replica: 100/s, peak: 500/s}  # error
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from math import ceil
from typing import Final

from tocsin.finding import Checked, Finding
from tocsin.spec.scaling import PerReplica


def check(checked: Checked) -> Iterator[Finding]:
    """Yield every peak of a target that takes more replicas than there may be."""
    most = {autoscaler.at[:2]: autoscaler.maximum for autoscaler in checked.platform.autoscalers}
    for each in checked.targets:
        fault = _fault(each.target, most[each.at[:2]]) if each.at[:2] in most else None
        if fault is not None:
            message, remedy = fault
            yield Finding(message=message, help=remedy, where=checked, at=(*each.at, "peak"))


_NEARLY: Final = Decimal("1e-9")  # `20/m` is no finite number of seconds


def _fault(target: PerReplica, most: int) -> tuple[str, str] | None:
    """Return what is wrong with the peak of a target, and what to write."""
    peak, each = target.peak, target.per_replica
    if peak is None:
        return None
    if each is None:
        return "a peak is told in replicas only where each has its share", "write `per_replica:` in the place of `total:`"
    if peak.dimension != each.dimension:
        return f"`{peak.text}` and `{each.text}` are not in one unit", f"write the peak as `{each.text}` is written"
    needed = ceil(peak.amount / each.amount - _NEARLY) if each.amount > 0 else 0
    if needed <= most:
        return None
    return f"{peak.text} takes {needed} replicas of {each.text}, and there are at most {most}", "raise `max`, or give each replica more"
