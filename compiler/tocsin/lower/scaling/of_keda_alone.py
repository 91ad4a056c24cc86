"""Refuses keys that only KEDA knows where an HPA scales: hours, polling, cooldown, fallback and activation."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from tocsin.lower.context import Context
from tocsin.lower.scaling.plan import Plan
from tocsin.source import KeyPath
from tocsin.spec.scaling import PerReplica

_NEEDED: Final = ("hours", "triggers")
"""Without which there are too few replicas, whoever shares the policy."""
_KEYS: Final = (*_NEEDED, "polling", "cooldown", "fallback")


def check_autoscaler(context: Context, plan: Plan) -> None:
    """Say what is asked of an HPA that it would not do. What a policy says besides may be meant for others who share it."""
    for key, at in _said(plan) if plan.by == "hpa" else ():
        message = f"an HPA has no `{key}`: its controller would not know of it"
        context.findings.add("scaling/needs-keda", message, "write `by: keda`, or remove it", at=at, part="key")


def _said(plan: Plan) -> Iterator[tuple[str, KeyPath]]:
    for key in sorted(plan.merged.model_fields_set.intersection(_KEYS)):
        if plan.owns(key):
            yield key, plan.said(key)
        elif key in _NEEDED:
            yield key, (*plan.at, "policy")
    own = plan.subject.spec.scaling
    for name, target in own.targets.items() if own is not None else ():
        if isinstance(target, PerReplica) and "activation" in target.model_fields_set:
            yield "activation", (*plan.at, "targets", name, "activation")
