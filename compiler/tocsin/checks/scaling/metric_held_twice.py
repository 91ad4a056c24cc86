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

from tocsin import promql
from tocsin.finding import Checked, Finding
from tocsin.ir import Autoscaler, MetricTarget
from tocsin.source import KeyPath


def check(checked: Checked) -> Iterator[Finding]:
    """Yield every target of a model's own that asks for no more replicas than another, whatever happens."""
    for autoscaler in checked.platform.autoscalers:
        for vain, other in _vain(checked, autoscaler):
            yield Finding(
                message=f"`{vain.at[-1]}` has no effect: `{other.at[-1]}` always asks for as many replicas, or for more",
                help="remove it, or name another metric",
                where=checked,
                at=vain.at,
                part="key",
                notes=(("the other is", checked, other.at),),
            )


def _vain(checked: Checked, autoscaler: Autoscaler) -> Iterator[tuple[MetricTarget, MetricTarget]]:
    """Yield the targets that another one makes needless, each with that one."""
    groups: dict[tuple[promql.Expr, str], list[MetricTarget]] = {}
    for target in autoscaler.metrics:
        groups.setdefault((target.query, target.scope), []).append(target)
    for alike in groups.values():
        told: set[KeyPath] = set()
        for vain in reversed(alike):
            others = (each for each in alike if each.at != vain.at and each.at not in told and _asks_for_less(vain, each))
            other = next(others, None)
            # What a policy says is meant for others too.
            if other is not None and checked.resolved.origins.value(vain.at) is not None:
                told.add(vain.at)
                yield vain, other


def _asks_for_less(vain: MetricTarget, other: MetricTarget) -> bool:
    return vain.number >= other.number and vain.activation >= other.activation
