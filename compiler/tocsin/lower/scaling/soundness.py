"""Refuses scaling that cannot work, such as of what has no replicas, or from zero on a metric of its own pods."""

from __future__ import annotations

from typing import Final

from tocsin.diagnostics import Note
from tocsin.lower.context import Context, milliseconds
from tocsin.lower.scaling.hours import check_hours
from tocsin.lower.scaling.of_keda_alone import check_autoscaler
from tocsin.lower.scaling.plan import RESOURCES, Plan
from tocsin.lower.scaling.triggers import check_names
from tocsin.lower.subject import Subject
from tocsin.spec.scaling import Direction, PerReplica

# https://github.com/kubernetes/kubernetes/blob/master/pkg/apis/autoscaling/validation/validation.go
_LONGEST_SECONDS: Final = {"window": 3600, "every": 1800}
# KEDA names its HPA `keda-hpa-<name>`, and a label value ends at 63 characters.
_LONGEST_KEDA_NAME: Final = 54


def is_sound(context: Context, plan: Plan) -> bool:
    """Return whether the plan can work, and say everything that keeps it from it."""
    before = len(context.findings.diagnostics)
    _replicas(context, plan)
    _wakes(context, plan)
    _fallback(context, plan)
    check_hours(context, plan)
    check_names(context, plan)
    check_autoscaler(context, plan)
    if plan.subject.target is None:
        message, remedy = _unscalable(plan.subject)
        context.findings.add("scaling/no-scale-subresource", message, remedy, at=plan.at, part="key")
    if plan.by == "keda" and len(plan.name) > _LONGEST_KEDA_NAME:
        message = f"`{plan.name}` has {len(plan.name)} characters, KEDA takes {_LONGEST_KEDA_NAME}"
        context.findings.add("scaling/name-too-long", message, "give it a shorter `name:`", at=plan.at, part="key")
    for key, direction in (("up", plan.merged.up), ("down", plan.merged.down)):
        if direction is not None:
            _periods(context, plan, key, direction)
    return len(context.findings.diagnostics) == before


def _replicas(context: Context, plan: Plan) -> None:
    if plan.merged.replicas is None:
        message = f"`{plan.subject.name}` says not how many replicas"
        context.findings.add("scaling/no-replicas", message, "add `replicas: {min: 1, max: 3}`", at=plan.at, part="key")
    elif plan.sleeps and plan.by == "hpa":
        message = "a HorizontalPodAutoscaler cannot scale to 0"
        at = plan.said("replicas", "min") if plan.owns("replicas") else (*plan.at, "policy")
        context.findings.add("scaling/hpa-to-zero", message, "use `by: keda`, or `min: 1`", at=at)
    if not (plan.merged.targets or plan.merged.hours or plan.merged.triggers):
        message = f"nothing says when `{plan.subject.name}` needs more replicas"
        context.findings.add("scaling/no-target", message, "add `targets: {cpu: 70%}`", at=plan.at, part="key")


def _wakes(context: Context, plan: Plan) -> None:
    """Say where nothing could wake what sleeps: no replica has no CPU, no memory, and no metrics of its own."""
    if not plan.sleeps or plan.by == "hpa" or not plan.merged.targets or plan.merged.hours or plan.merged.triggers:
        return
    metrics = {name: target for name, target in plan.merged.targets.items() if name not in RESOURCES and isinstance(target, PerReplica)}
    named = [target.metric or name for name, target in metrics.items()]
    if not any(not context.metrics.served_by(name, plan.subject) for name in named):
        what = "CPU and memory" if not named else f"`{named[0]}`"
        message = f"{what} of no replica cannot be measured, so nothing would wake `{plan.subject.name}`"
        remedy = "add a metric that something else serves, a gateway or a queue, or `min: 1`"
        notes = (Note(message="it may have none", at=plan.said("replicas", "min")),)
        context.findings.add("scaling/nothing-wakes-it", message, remedy, at=(*plan.at, "targets"), notes=notes)


def _fallback(context: Context, plan: Plan) -> None:
    """Say which fallback KEDA would not do: the HPA that it makes stops at `max`, and of a total it makes no number of replicas.

    Of totals it does from 2.18 on: https://github.com/kedacore/keda/pull/6655
    """
    fallback, replicas, at = plan.merged.fallback, plan.merged.replicas, plan.said("fallback")
    if fallback is None or replicas is None or plan.by != "keda":
        return
    if fallback.replicas > replicas.max and plan.belongs("replicas", to=("fallback",)):
        message = f"there are never {fallback.replicas} replicas of `{plan.subject.name}`: {replicas.max} is the most"
        remedy = f"write `fallback: {{replicas: {replicas.max}}}`, or raise `max`"
        notes = (Note(message="the most is", at=plan.said("replicas", "max")),)
        context.findings.add("scaling/fallback-above-max", message, remedy, at=(*at, "replicas"), notes=notes)
    # What else KEDA may be told to do keeps what runs.
    if fallback.replicas < replicas.min and fallback.behavior in {None, "static"} and plan.belongs("replicas", to=("fallback",)):
        message = f"there are never {fallback.replicas} replicas of `{plan.subject.name}`: {replicas.min} are the fewest"
        remedy = f"write `fallback: {{replicas: {replicas.min}}}` or more, or lower `min`"
        notes = (Note(message="the fewest are", at=plan.said("replicas", "min")),)
        context.findings.add("scaling/fallback-below-min", message, remedy, at=(*at, "replicas"), notes=notes)
    divided = any(isinstance(target, PerReplica) and target.per_replica is not None for target in plan.merged.targets.values())
    divided |= any(trigger.metric_type == "AverageValue" for trigger in plan.merged.triggers.values())
    if not divided and not (plan.merged.down and plan.merged.down.when) and plan.owns("fallback"):
        message = "KEDA falls back for targets with `per_replica:` and for triggers, and here is none"
        context.findings.add("scaling/fallback-of-nothing", message, "remove it: what runs is kept without it too", at=at, part="key")


def _unscalable(subject: Subject) -> tuple[str, str]:
    workload = subject.spec.workload
    if workload is None:
        return f"`{subject.name}` has no workload to scale", "add `workload: {deployment: ...}`"
    if workload.daemonset is not None:
        return f"the DaemonSet `{workload.daemonset}` runs once a node and cannot be scaled", "remove `scaling`"
    if workload.kserve is not None:
        message = f"the InferenceService `{workload.kserve}` has no scale subresource, and in Knative mode no Deployment that stays"
        return message, "set `mode: Standard`, or let Knative scale it"
    return (
        f"the LLMInferenceService `{workload.llminferenceservice}` has no scale subresource",
        "name its Deployment: `workload: {deployment: ...}`",
    )


def _periods(context: Context, plan: Plan, key: str, direction: Direction) -> None:
    for field, longest in _LONGEST_SECONDS.items():
        given = getattr(direction, field)
        if given is not None and not (0 if field == "window" else 1) <= milliseconds(given) // 1000 <= longest:
            message = f"Kubernetes takes whole seconds up to {longest}s here"
            context.findings.add("scaling/period-out-of-range", message, f"shorten `{field}`", at=(*plan.at, key, field))
