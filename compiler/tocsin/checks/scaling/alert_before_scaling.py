"""An alert whose limit a replica exceeds while the autoscaler holds it where it was told to: it fires in everyday life.

Bad:
    models:
      chat:
        runtime: vllm
        workload: {deployment: chat}
        scrape: {port: http}
        thresholds:
          queue: {metric: "vllm:num_requests_waiting", above: 5, for: 5m}
        scaling:
          replicas: {min: 1, max: 3}
          targets: {"vllm:num_requests_waiting": {per_replica: 50}}  # error

Good:
    models:
      chat:
        runtime: vllm
        workload: {deployment: chat}
        scrape: {port: http}
        thresholds:
          queue: {metric: "vllm:num_requests_waiting", above: 100, for: 5m}
        scaling:
          replicas: {min: 1, max: 3}
          targets: {"vllm:num_requests_waiting": {per_replica: 50}}
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from tocsin.finding import Checked, Finding
from tocsin.source import Route
from tocsin.spec.models import Component, Model
from tocsin.spec.scaling import PerReplica
from tocsin.thresholds.static import Kind
from tocsin.units import Quantity


def check(checked: Checked) -> Iterator[Finding]:
    """Yield every target for each replica that is above the least limit of an alert about one replica."""
    spec = checked.resolved.spec
    for section, subjects in (("models", spec.models), ("components", spec.components)):
        for name, subject in subjects.items():
            yield from _of_subject(checked, subject, (section, name))


def _of_subject(checked: Checked, subject: Model | Component, at: Route) -> Iterator[Finding]:
    if subject.scaling is None:
        return
    for key, target in subject.scaling.targets.items():
        if not isinstance(target, PerReplica) or target.per_replica is None:
            continue
        for threshold_name, limit in _limits(subject, target.metric or key, target.per_replica):
            if limit < target.per_replica.amount:
                yield Finding(
                    message=f"each replica is held at {target.per_replica.text}, and `{threshold_name}` fires before",
                    help="raise the limit of the alert, or hold each replica at less",
                    where=checked,
                    at=(*at, "scaling", "targets", key),
                    notes=(("the alert is", checked, (*at, "thresholds", threshold_name)),),
                )


def _limits(subject: Model | Component, metric: str, held: Quantity) -> Iterator[tuple[str, Decimal]]:
    """Yield the least limit of each alert about the highest replica, where it is in the same unit."""
    for name, threshold in subject.thresholds.items():
        if not isinstance(threshold, Kind) or (threshold.metric or name) != metric or threshold.aggregate not in {None, "max"}:
            continue
        limits = [bound.limit for step in threshold.steps() for bound in step.bounds if bound.op == ">"]
        amounts = [limit.amount for limit in limits if isinstance(limit, Quantity) and limit.dimension == held.dimension]
        if amounts:
            yield name, min(amounts)
