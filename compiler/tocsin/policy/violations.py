"""What in an estate is not as its policies ask, at its lines."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from tocsin.common import told_once
from tocsin.diagnostics import Located
from tocsin.finding import Checked
from tocsin.policy import alerts as of_alerts
from tocsin.policy.breach import Breach
from tocsin.policy.delay import evaluated_every
from tocsin.policy.read import Policies
from tocsin.policy.subjects import of_platform, of_subject
from tocsin.routing.delivery import Delivery, deliveries
from tocsin.section.matching import fits
from tocsin.source import KeyPath, Span
from tocsin.spec.models import Component, Model

if TYPE_CHECKING:
    from tocsin.spec.policy import Policy, Scope

_SECTIONS = {"models": "model", "components": "component"}


def violations(policies: Policies, estate: Sequence[Checked]) -> Iterator[Located]:
    """Yield a diagnostic with the policy's own message for each place that breaks one; none while there are no policies."""
    origins = {checked.named_at: checked.resolved.origins for checked in estate}
    yield from (located for located, _ in told_once(_violations(policies, estate), origins, complete=True))


def _violations(policies: Policies, estate: Sequence[Checked]) -> Iterator[tuple[str, Located]]:
    """Yield them as each platform has them."""
    if not policies.rules:
        return
    routed = {delivery.checked: delivery for delivery in deliveries(estate)}
    environments: dict[str, list[str]] = {}
    for checked in estate:
        environments.setdefault(checked.platform.name, []).append(checked.platform.environment)
    for checked in estate:
        for name, policy in policies.rules.items():
            # A threshold makes several alerts, and what it lacks all of them lack.
            places: dict[Span, list[Breach]] = {}
            for breach in _breaches(policy, checked, routed.get(checked), environments[checked.platform.name]):
                places.setdefault(checked.resolved.origins.span(breach.at, "key"), []).append(breach)
            for span, breaches in places.items():
                more = f" (and {len(breaches) - 1} more here)" if len(breaches) > 1 else ""
                located = Located(
                    code=f"policy/{name}",
                    message=f"{policy.message.rstrip('.')}: {breaches[0].what}{more}",
                    help=policy.help or breaches[0].remedy,
                    span=span,
                    severity="error",
                    notes=(("the policy is", policies.places[name]),),
                )
                yield checked.named_at, located


def _breaches(policy: Policy, checked: Checked, delivery: Delivery | None, environments: Sequence[str]) -> Iterator[Breach]:
    scope = policy.when
    spec = checked.resolved.spec
    if not (fits(scope.platform, checked.platform.name) and fits(scope.environment, checked.platform.environment)):
        return
    if policy.platforms is not None:
        if fits(scope.namespace, spec.platform.namespace) and fits(scope.team, spec.platform.owner or ""):
            yield from of_platform(policy.platforms, checked, environments)
    elif policy.models is not None:
        for at, subject in checked.subjects:
            if _about(scope, checked, at, subject):
                yield from of_subject(policy.models, str(at[1]), subject, checked, at)
    elif policy.alerts is not None:
        known = dict(checked.subjects)
        arrived = {id(each.alert): each for each in delivery.own} if delivery is not None else {}
        every = evaluated_every(checked)
        for alert in checked.alerts:
            if _about(scope, checked, alert.at[:2], known.get(alert.at[:2])) and of_alerts.in_scope(scope, checked, alert):
                yield from of_alerts.breaches(policy.alerts, alert, delivery, arrived.get(id(alert)), every[id(alert)])


def _about(scope: Scope, checked: Checked, at: KeyPath, subject: Model | Component | None) -> bool:
    """Tell whether a policy applies to a model or component; None: to the platform's own alerts."""
    platform = checked.resolved.spec.platform
    if subject is None:
        own = scope.kind is None and scope.subject is None
        return own and fits(scope.namespace, platform.namespace) and fits(scope.team, platform.owner or "")
    return (
        (scope.kind is None or scope.kind == _SECTIONS[str(at[0])])
        and fits(scope.subject, str(at[1]))
        and fits(scope.namespace, subject.namespace or platform.namespace)
        and fits(scope.team, subject.owner or platform.owner or "")
    )
