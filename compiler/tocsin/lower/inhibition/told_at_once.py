"""While Prometheus sees nothing of a platform, or of a namespace, that each target there is down is not told besides.

Only by what surely fires before it: see `all_down`. Probes are never silenced, they still ask. With the whole platform go its exporters in
namespaces of their own, each when it does not answer either: the namespace of Prometheus itself often still does.
"""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator, Sequence
from typing import Final

from msgspec.structs import replace

from tocsin.conventions import ENVIRONMENT_LABEL, MODEL_LABEL, NAMESPACE_LABEL, PLATFORM_LABEL, SUBJECT_LABEL
from tocsin.ir import Alert, InhibitRule, Matcher
from tocsin.lower.context import Context
from tocsin.lower.inhibition.by_gravity import by_gravity, one_of
from tocsin.lower.subject import Subject
from tocsin.lower.targets.all_down import AT, place, scopes
from tocsin.lower.targets.heard import Heard
from tocsin.source import Route

_EQUAL: Final = (PLATFORM_LABEL, ENVIRONMENT_LABEL)
_HEALTH: Final = ("platform", "health")


def told_at_once(context: Context, alerts: Iterable[Alert]) -> Iterator[InhibitRule]:
    """Yield the rules: of all namespaces of the models at once, and of each of several."""
    alerts, heard = tuple(alerts), Heard(context)
    told = {alert.at: alert for alert in alerts if alert.at[:2] == AT}
    found = [(scope, told[at]) for scope in scopes(context, alerts) if (at := place(scope)) in told]
    parts = [(scope, source) for scope, source in found if not scope.whole]
    for scope, source in found:
        if scope.whole:
            # What tells of a namespace, or of the health of all, may go elsewhere than what tells of a target.
            besides = [part for _, part in parts if heard.instead(source, [part])]
            with_it = {at: alert for at, alert in scope.elsewhere.items() if heard.instead(source, [alert])}
            targets, apart = [*scope.covered.values(), *with_it.values(), *besides], [*scope.apart, *_of(context, scope.elsewhere, with_it)]
            places = {*scope.namespaces, *(subject.namespace for subject in context.subjects if subject.at in with_it)}
            there = [one_of(NAMESPACE_LABEL, places)] if scope.namespaces else []
            yield from _rules(context, [source], targets, (*there, *_besides(apart)), _EQUAL)
            health = [alert for alert in alerts if alert.at[:2] == _HEALTH and alert.for_ms >= scope.for_ms + scope.later_ms]
            if heard.instead(source, health):
                yield from _rules(context, [source], health, (), _EQUAL)
    covered = [alert for scope, _ in parts for alert in scope.covered.values()]
    apart = [subject for scope, _ in parts for subject in scope.apart]
    yield from _rules(context, [source for _, source in parts], covered, tuple(_besides(apart)), (*_EQUAL, NAMESPACE_LABEL))


def _of(context: Context, all_of: Iterable[Route], but: Container[Route]) -> Iterator[Subject]:
    """Yield those of `all_of` who are none of the others."""
    wanted = {at for at in all_of if at not in but}
    yield from (subject for subject in context.subjects if subject.at in wanted)


def _besides(apart: Iterable[Subject]) -> Iterator[Matcher]:
    """Yield what refuses those of whom the alert may come too soon, or be about something else."""
    for kind, label in (("model", MODEL_LABEL), ("component", SUBJECT_LABEL)):
        names = [subject.name for subject in apart if subject.kind == kind]
        if names:
            one = one_of(label, names)
            yield replace(one, op="!=" if one.op == "=" else "!~")


def _rules(
    context: Context, sources: Sequence[Alert], targets: Sequence[Alert], more: tuple[Matcher, ...], equal: tuple[str, ...]
) -> Iterator[InhibitRule]:
    platform = Matcher(label=PLATFORM_LABEL, op="=", value=context.platform.name)
    silencing, silenced = (sorted({alert.name for alert in side}) for side in (sources, targets))
    for gravity in by_gravity(context, *({alert.severity for alert in side} for side in (sources, targets))):
        yield InhibitRule(
            name=f"{silencing[0]}-{silenced[-1]}{gravity.suffix}",
            # Whatever else may be called so is about a model, or about a component.
            source=(platform, one_of("alertname", silencing), one_of(SUBJECT_LABEL, [context.platform.name]), *gravity.source),
            target=(platform, one_of("alertname", silenced), *more, *gravity.target),
            equal=equal,
            at=("platform", "severities"),
        )
