"""What KEDA asks besides Prometheus, and what it authenticates by: https://keda.sh/docs/2.20/concepts/authentication/."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

from tocsin.diagnostics import Note
from tocsin.ir import SecretKey, Trigger, TriggerAuthentication
from tocsin.lower.context import Context
from tocsin.lower.scaling.plan import Plan
from tocsin.spec import triggers as spec
from tocsin.spec.schedules import SecretValue

_IDENTITY: Final = {"identity": "provider", "role": "roleArn", "client": "identityId", "owner": "identityOwner"}
"""Our words, and KEDA's for the same fields of a `podIdentity`."""


def triggers_of(plan: Plan) -> Iterator[Trigger]:
    """Yield the triggers; what a Secret holds is in their authentication."""
    for name, trigger in plan.merged.triggers.items():
        yield Trigger(
            name=name,
            type=trigger.type,
            metadata={key: value for key, value in trigger.metadata.items() if isinstance(value, str)},
            metric_type=trigger.metric_type,
            authentication=_authentication(f"{plan.name}-{name}", trigger),
            at=plan.said("triggers", name),
        )


def check_names(context: Context, plan: Plan) -> None:
    """Say which triggers are called like a target: KEDA tells the triggers of an object apart by their names."""
    for name in plan.merged.triggers:
        if name in plan.merged.targets:
            message, remedy = f"there is a target `{name}` too, and KEDA needs a name for each", "rename the trigger"
            notes = (Note(message="the target is", at=plan.said("targets", name)),)
            context.findings.add("scaling/one-name-for-two", message, remedy, at=plan.said("triggers", name), part="key", notes=notes)


def _authentication(own: str, trigger: spec.Trigger) -> TriggerAuthentication | None:
    """Return what a trigger authenticates by; `own` names the object that tocsin writes for it."""
    secrets = {
        parameter: SecretKey(secret=value.secret, key=value.key)
        for parameter, value in trigger.metadata.items()
        if isinstance(value, SecretValue)
    }
    match trigger.authentication:
        case str(name):
            return TriggerAuthentication(name=name)
        case spec.Authentication(cluster=str(name)):
            return TriggerAuthentication(name=name, of_cluster=True)
        case spec.Authentication() as said:
            return TriggerAuthentication(name=own, secrets=secrets, identity=_identity(said))
    return TriggerAuthentication(name=own, secrets=secrets) if secrets else None


def _identity(said: spec.Authentication) -> Mapping[str, str]:
    fields = {theirs: getattr(said, ours) for ours, theirs in _IDENTITY.items()}
    return {name: value for name, value in fields.items() if value is not None}
