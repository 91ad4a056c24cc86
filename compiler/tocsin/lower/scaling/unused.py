"""Reports mistakes in a policy that no model names yet."""

from __future__ import annotations

from collections.abc import Iterable

from tocsin.lower.context import Context
from tocsin.lower.scaling.plan import RESOURCES
from tocsin.lower.subject import Subject
from tocsin.source import KeyPath
from tocsin.spec.scaling import PerReplica


def check_unused(context: Context, subjects: Iterable[Subject]) -> None:
    """Say which targets of policies that nobody uses cannot be measured: of one in use, whoever uses it is told."""
    used = {subject.spec.scaling.policy for subject in subjects if subject.spec.scaling is not None}
    for name, policy in context.resolved.spec.policies.items():
        for key, target in policy.targets.items() if name not in used else ():
            at: KeyPath = ("policies", name, "targets", key)
            if key in RESOURCES:
                continue
            if not isinstance(target, PerReplica):
                message = f"`{key}` is no resource of pods: Kubernetes measures cpu and memory"
                context.findings.add("scaling/not-a-resource", message, f"write `{key}: {{per_replica: 5}}`", at=at)
            else:
                context.metrics.bind(target.metric or key, None, where={}, by=(), at=at)
