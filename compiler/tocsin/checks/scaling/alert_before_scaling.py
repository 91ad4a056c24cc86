"""An alert whose limit a replica exceeds while the autoscaler holds it where it was told to: it fires in everyday life.

What `while` asks besides is judged with it: it is told only where the targets say that this holds in everyday life too.

Bad (-), good (+):
    models:
      chat:
        runtime: vllm
        workload: {deployment: chat}
        scrape: {port: http}
        thresholds:
  -       queue: {metric: "vllm:num_requests_waiting", above: 5, for: 5m}
  +       queue: {metric: "vllm:num_requests_waiting", above: 100, for: 5m}
        scaling:
          replicas: {min: 1, max: 3}
          targets: {"vllm:num_requests_waiting": {per_replica: 50}}  # error
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from tocsin.finding import Checked, Finding
from tocsin.source import KeyPath
from tocsin.spec.models import Component, Model
from tocsin.spec.scaling import PerReplica, Scaling
from tocsin.threshold import Guard
from tocsin.thresholds.static import Kind
from tocsin.units import Quantity


def check(checked: Checked) -> Iterator[Finding]:
    """Yield every target for each replica that is above the least limit of an alert about one replica."""
    for at, subject in checked.subjects:
        if subject.scaling is not None:
            yield from _of_subject(checked, subject, subject.scaling, at)


def _of_subject(checked: Checked, subject: Model | Component, scaling: Scaling, at: KeyPath) -> Iterator[Finding]:
    targets = {key: target for key, target in scaling.targets.items() if isinstance(target, PerReplica)}
    held = {target.metric or key: target.per_replica for key, target in targets.items() if target.per_replica is not None}
    for key, target in targets.items():
        if target.per_replica is None:
            continue
        for threshold_name, limit in _limits(subject, target.metric or key, held):
            if limit.amount < target.per_replica.amount:
                alert: KeyPath = (*at, "thresholds", threshold_name)
                brought = checked.resolved.origins.value(alert) is None
                yield Finding(
                    message=f"each replica is held at {target.per_replica.text}, and `{threshold_name}` fires before, above {limit.text}",
                    help="raise the limit of the alert, or hold each replica at less",
                    where=checked,
                    at=(*at, "scaling", "targets", key),
                    notes=(("the alert comes from the pack" if brought else "the alert is", checked, alert),),
                )


def _limits(subject: Model | Component, metric: str, held: Mapping[str, Quantity]) -> Iterator[tuple[str, Quantity]]:
    """Yield the least limit of each alert about the highest replica, where it is in the same unit."""
    for name, threshold in subject.thresholds.items():
        if (threshold.metric or name) != metric or not isinstance(threshold, Kind) or threshold.aggregate not in {None, "max"}:
            continue
        if not all(_holds(guard, held.get(guarded)) for guarded, guard in threshold.while_.items()):
            continue
        limits = [bound.limit for step in threshold.steps() for bound in step.bounds if bound.op == ">"]
        comparable = [limit for limit in limits if isinstance(limit, Quantity) and limit.dimension == held[metric].dimension]
        if comparable:
            yield name, min(comparable, key=lambda limit: limit.amount)


def _holds(guard: Guard, held: Quantity | None) -> bool:
    """Tell whether a guard is known to hold where each replica has so much of its metric; None: nobody says how much."""
    op, limit = guard.bound()
    if held is None or limit.dimension != held.dimension or guard.aggregate == "sum":
        return False
    return {">": held.amount > limit.amount, "<": held.amount < limit.amount, "==": held.amount == limit.amount}[op]
