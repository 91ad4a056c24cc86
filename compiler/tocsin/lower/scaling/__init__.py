"""Scaling to autoscalers, to the adapter rules that serve their metrics, and to what the workload's owner must change."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from msgspec import Struct

from tocsin.conventions import object_labels, scaler
from tocsin.diagnostics import did_you_mean
from tocsin.ir import AdapterRule, Autoscaler, Fallback, Policy, ResourceTarget, Rules, TriggerAuthentication, WorkloadPatch
from tocsin.lower.access import accessed
from tocsin.lower.context import Context, milliseconds, version
from tocsin.lower.scaling.authentication import authenticated
from tocsin.lower.scaling.hold import held
from tocsin.lower.scaling.hours import hours_of
from tocsin.lower.scaling.plan import MERGED, RESOURCES, Plan
from tocsin.lower.scaling.soundness import is_sound
from tocsin.lower.scaling.targets import Targets
from tocsin.lower.scaling.triggers import triggers_of
from tocsin.lower.scaling.unused import check_unused
from tocsin.lower.subject import Subject
from tocsin.source import KeyPath
from tocsin.spec import scaling as spec
from tocsin.spec.scaling import Direction, OfContainer, Scaling, ScalingPolicy
from tocsin.versions import supported

__all__ = ["Scaled", "adapter_rules", "check_unused", "scaled"]


class Scaled(Struct, frozen=True, kw_only=True):
    """An autoscaler and what it needs."""

    autoscaler: Autoscaler
    adapter_rules: tuple[AdapterRule, ...]
    patch: WorkloadPatch | None


def scaled(context: Context, subject: Subject) -> Scaled | None:
    """Return the autoscaler of `subject`; None when it has none; None, and diagnostics, when it could not work."""
    plan = _plan(context, subject)
    if plan is None or not is_sound(context, plan):
        return None
    replicas, target, fallback = plan.merged.replicas, subject.target, plan.merged.fallback
    if replicas is None or target is None:
        return None
    targets = Targets(context, plan)
    metrics = (*targets.metrics(), *held(context, plan))
    autoscaler = Autoscaler(
        name=plan.name,
        namespace=subject.namespace,
        labels=object_labels(context.platform.name, context.environment),
        by=plan.by,
        target=target,
        minimum=replicas.min,
        maximum=replicas.max,
        resources=tuple(_resources(context, plan)),
        metrics=metrics,
        hours=tuple(hours_of(plan)),
        triggers=tuple(triggers_of(plan)),
        up=_direction(plan.merged.up),
        down=_direction(plan.merged.down),
        polling_seconds=milliseconds(plan.merged.polling) // 1000,
        cooldown_seconds=milliseconds(plan.merged.cooldown) // 1000,
        fallback=None if fallback is None else _fallback(fallback),
        server=context.cluster.prometheus.url,
        access=accessed(context),
        authentication=_let_in(context, plan) if metrics else None,
        sources=subject.sources,
        at=plan.at,
    )
    return Scaled(autoscaler=autoscaler, adapter_rules=tuple(targets.rules), patch=_patch(subject, plan.at))


def _let_in(context: Context, plan: Plan) -> TriggerAuthentication | None:
    """Return what KEDA authenticates by where it asks Prometheus."""
    if plan.by != "keda":
        return None
    access = accessed(context)
    shown = {parameter: key for parameter, key in (("bearerToken", access.token), ("ca", access.ca)) if key is not None}
    return authenticated(f"{plan.name}-prometheus", context.cluster.prometheus.access.authentication, shown)


def adapter_rules(context: Context, scaling: Sequence[Scaled]) -> tuple[AdapterRule, ...]:
    """Return the rules of all autoscalers, each once; two that would serve something else by one name are told.

    The adapter would answer both with the rule that stands last.
    """
    found: dict[tuple[str, str], AdapterRule] = {}
    for rule in (rule for each in scaling for rule in each.adapter_rules):
        first = found.setdefault((rule.metric, rule.scope), rule)
        if (rule.series, rule.query, rule.namespace_label) != (first.series, first.query, first.namespace_label):
            message = f"prometheus-adapter serves another metric as `{rule.metric}`, for `{first.at[1]}`"
            context.findings.add("scaling/one-name-for-two", message, "rename one of the two metrics", at=rule.at, part="key")
    return tuple(found[key] for key in sorted(found))


def _plan(context: Context, subject: Subject) -> Plan | None:
    scaling = subject.spec.scaling
    if scaling is None:
        return None
    at: KeyPath = (*subject.at, "scaling")
    policies = context.resolved.spec.policies
    if scaling.policy is not None and scaling.policy not in policies:
        message = f"there is no policy `{scaling.policy}`"
        context.findings.add(
            "scaling/unknown-policy",
            message,
            did_you_mean(scaling.policy, policies, define=f"policies: {{{scaling.policy}: {{replicas: ...}}}}"),
            at=(*at, "policy"),
        )
        return None
    merged = scaling if scaling.policy is None else _merged(policies[scaling.policy], scaling)
    by = scaling.by or context.cluster.autoscaler
    return Plan(subject=subject, merged=merged, by=by, name=scaling.name or scaler(subject.name), at=at)


def _merged(policy: ScalingPolicy, own: Scaling) -> ScalingPolicy:
    """Return what a model says itself before what its policy says, and joins targets, hours and triggers by their names."""
    said = {key: getattr(own, key) for key in ScalingPolicy.model_fields if key in own.model_fields_set}
    joined: dict[str, Any] = {
        key: {**getattr(policy, key), **getattr(own, key)} for key in MERGED if key in {*said, *policy.model_fields_set}
    }
    return policy.model_copy(update={**said, **joined})


def _resources(context: Context, plan: Plan) -> Iterator[ResourceTarget]:
    for resource in RESOURCES:
        at = (*plan.at, "targets", resource)
        target = plan.merged.targets.get(resource)
        if isinstance(target, str):
            yield ResourceTarget(resource=resource, percent=_percent(target), at=at)
        elif isinstance(target, OfContainer):
            if not supported("kubernetes/hpa-container-resource", version(context.cluster.kubernetes)):
                message = f"an autoscaler of Kubernetes {context.cluster.kubernetes} measures pods, and no single container"
                remedy = f"write `{resource}: {target.utilization}`, or raise `platform.cluster.kubernetes`"
                context.findings.add("scaling/needs-newer-kubernetes", message, remedy, at=(*plan.said("targets", resource), "container"))
            yield ResourceTarget(resource=resource, container=target.container, percent=_percent(target.utilization), at=at)
        elif target is not None:
            message = f"`{resource}` is held at a share of what the pods request"
            context.findings.add("scaling/resource-not-a-percentage", message, f"write `{resource}: 70%`", at=at)


def _percent(share: str) -> int:
    return int(share.rstrip("%"))


def _fallback(fallback: spec.Fallback) -> Fallback:
    return Fallback(failures=fallback.after, replicas=fallback.replicas, behavior=fallback.behavior or "")


def _direction(direction: Direction | None) -> Rules | None:
    if direction is None:
        return None
    policies: tuple[Policy, ...] = ()
    if direction.by is not None and direction.every is not None:
        period = milliseconds(direction.every) // 1000
        if isinstance(direction.by, str):
            policies = (Policy(kind="Percent", value=int(direction.by.rstrip("%")), period_seconds=period),)
        else:
            policies = (Policy(kind="Pods", value=direction.by, period_seconds=period),)
    window = milliseconds(direction.window) // 1000 if direction.window else None
    return Rules(window_seconds=window, select="Disabled" if direction.disabled else None, policies=policies)


def _patch(subject: Subject, at: KeyPath) -> WorkloadPatch | None:
    """Return what a KServe InferenceService must say so that KServe leaves its predictor's scaling alone."""
    workload = subject.spec.workload
    if workload is None or workload.kserve is None:
        return None
    annotations = {"serving.kserve.io/deploymentMode": "Standard", "serving.kserve.io/autoscalerClass": "external"}
    return WorkloadPatch(
        name=f"{subject.name}-inferenceservice",
        why=f"KServe would make an autoscaler of its own for {workload.predictor}; two on one Deployment block each other.",
        body={
            "apiVersion": "serving.kserve.io/v1beta1",
            "kind": "InferenceService",
            "metadata": {"name": workload.kserve, "namespace": subject.namespace, "annotations": annotations},
        },
        at=at,
    )
