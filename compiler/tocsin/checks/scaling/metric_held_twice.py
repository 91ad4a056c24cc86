"""A target on a metric that another one holds lower: the largest answer wins, which is always that of the other.

Bad (-), good (+):
    platform: {cluster: {autoscaler: keda, prometheus: {release: monitoring}}}
    metrics: {queue: {series: queue_length, type: gauge, unit: requests, labels: {model: model}}}
    models:
      chat:
        workload: {deployment: chat}
        scaling:
          replicas: {min: 1, max: 3}
          targets:
            queue: {per_replica: 5}
  -         long-queue: {metric: queue, per_replica: 20}  # error
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from tocsin.finding import Checked, Finding
from tocsin.finding.placed import PlacedTarget
from tocsin.source import KeyPath


def check(checked: Checked) -> Iterator[Finding]:
    """Yield every target of a model's own that asks for no more replicas than another, whatever happens."""
    groups: dict[tuple[KeyPath, str, bool], list[PlacedTarget]] = {}
    for placed in checked.targets:
        groups.setdefault((placed.at[:2], placed.metric, placed.target.total is None), []).append(placed)
    for alike in groups.values():
        told: set[KeyPath] = set()
        for vain in reversed(alike):
            others = (each for each in alike if each.at != vain.at and each.at not in told and _asks_for_less(vain, each))
            other = next(others, None)
            # What a policy says is meant for others too.
            if other is not None and checked.resolved.origins.value(vain.at) is not None:
                told.add(vain.at)
                yield Finding(
                    message=f"`{vain.at[-1]}` has no effect: `{other.at[-1]}` always asks for as many replicas, or for more",
                    help="remove it, or name another metric",
                    where=checked,
                    at=vain.at,
                    part="key",
                    notes=(("the other is", checked, other.at),),
                )


_EACH_SECOND: Final = {None, "rate"}
"""Of what is counted a plain number is one a second, as `20/s` is."""


def _asks_for_less(vain: PlacedTarget, other: PlacedTarget) -> bool:
    held, lower = vain.target.per_replica or vain.target.total, other.target.per_replica or other.target.total
    if held is None or lower is None or (held.dimension != lower.dimension and {held.dimension, lower.dimension} != _EACH_SECOND):
        return False
    return held.amount >= lower.amount and vain.target.activation >= other.target.activation
