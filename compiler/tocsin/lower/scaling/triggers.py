"""What KEDA asks besides Prometheus: https://keda.sh/docs/2.20/scalers/."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from tocsin.diagnostics import Note
from tocsin.ir import SecretKey, Trigger
from tocsin.lower.context import Context
from tocsin.lower.scaling.authentication import authenticated
from tocsin.lower.scaling.plan import Plan
from tocsin.lower.secret_keys import key_of
from tocsin.section import SecretRef
from tocsin.spec import triggers as spec


def triggers_of(plan: Plan) -> Iterator[Trigger]:
    """Yield the triggers; what a Secret holds is in their authentication."""
    for name, trigger in plan.merged.triggers.items():
        yield Trigger(
            name=name,
            type=trigger.type,
            metadata={key: value for key, value in trigger.metadata.items() if isinstance(value, str)},
            metric_type=trigger.metric_type,
            authentication=authenticated(f"{plan.name}-{name}", trigger.authentication, _secrets(trigger)),
            at=plan.said("triggers", name),
        )


def check_names(context: Context, plan: Plan) -> None:
    """Say which triggers are called like a target: KEDA tells the triggers of an object apart by their names."""
    for name in plan.merged.triggers:
        if name in plan.merged.targets:
            message, remedy = f"there is a target `{name}` too, and KEDA needs a name for each", "rename the trigger"
            notes = (Note(message="the target is", at=plan.said("targets", name)),)
            context.findings.add("scaling/one-name-for-two", message, remedy, at=plan.said("triggers", name), part="key", notes=notes)


def _secrets(trigger: spec.Trigger) -> Mapping[str, SecretKey]:
    return {parameter: key_of(value) for parameter, value in trigger.metadata.items() if isinstance(value, SecretRef)}
