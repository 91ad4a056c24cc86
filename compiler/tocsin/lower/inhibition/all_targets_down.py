"""While no target of a platform, or of a namespace, answers, the alerts that single targets are down are silenced.

Only those that surely fire later: see `tocsin.lower.targets.all_down`. Probes are never silenced, for they still work. The alert on the
whole platform also silences those on exporters in other namespaces; each of these fires only if its exporter does not answer either.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from msgspec.structs import replace

from tocsin.conventions import NAMESPACE_LABEL
from tocsin.ir import Alert, InhibitRule, Matcher
from tocsin.lower.context import Context
from tocsin.lower.inhibition.silencing import PLATFORM_LABELS, Side, subject_matcher, unless_graver
from tocsin.lower.matchers import one_of
from tocsin.lower.subject import Subject
from tocsin.lower.targets.all_down import AT, TargetGroup, place, target_groups
from tocsin.lower.targets.recipients import Recipients

_HEALTH: Final = ("platform", "health")


def silenced_by_all_targets_down(context: Context, alerts: Iterable[Alert]) -> Iterator[InhibitRule]:
    """Yield the rules of the alert on the whole platform, then those of the alerts on its single namespaces."""
    alerts = tuple(alerts)
    down = {alert.at: alert for alert in alerts if alert.at[:2] == AT}
    found = [(group, down[at]) for group in target_groups(context, alerts) if (at := place(group)) in down]
    parts = [(group, source) for group, source in found if not group.whole]
    for group, source in found:
        if group.whole:
            yield from _of_platform(context, group, source, alerts, [part for _, part in parts])
    covered = [alert for group, _ in parts for alert in group.covered.values()]
    apart = [subject for group, _ in parts for subject in group.apart]
    yield from _rules(context, [source for _, source in parts], covered, tuple(_but(apart)), (*PLATFORM_LABELS, NAMESPACE_LABEL))


def _of_platform(
    context: Context, group: TargetGroup, source: Alert, alerts: Iterable[Alert], parts: Iterable[Alert]
) -> Iterator[InhibitRule]:
    """Yield the rules by which `source` silences what single targets tell, what `parts` tell of namespaces, and the health of all."""
    # These may go to other receivers than the alerts on targets, for which `all_down` has looked already.
    recipients = Recipients(context)
    namespaces = [part for part in parts if recipients.may_replace(source, [part])]
    elsewhere = {at: alert for at, alert in group.elsewhere.items() if recipients.may_replace(source, [alert])}
    targets = [*group.covered.values(), *elsewhere.values(), *namespaces]
    left = group.elsewhere.keys() - elsewhere.keys()
    apart = [*group.apart, *(subject for subject in context.subjects if subject.at in left)]
    places = {*group.namespaces, *(subject.namespace for subject in context.subjects if subject.at in elsewhere)}
    there = [one_of(NAMESPACE_LABEL, sorted(places))] if group.namespaces else []
    yield from _rules(context, [source], targets, (*there, *_but(apart)), PLATFORM_LABELS)
    health = [alert for alert in alerts if alert.at[:2] == _HEALTH and alert.for_ms >= group.for_ms + group.later_ms]
    if recipients.may_replace(source, health):
        yield from _rules(context, [source], health, (), PLATFORM_LABELS)


def _but(apart: Iterable[Subject]) -> Iterator[Matcher]:
    """Yield what excludes the alerts about these subjects: they may fire too soon, or be about something else."""
    for section, kind in (("models", "model"), ("components", "component")):
        names = [subject.name for subject in apart if subject.kind == kind]
        if names:
            one = subject_matcher(section, names)
            yield replace(one, op="!=" if one.op == "=" else "!~")


def _rules(
    context: Context, sources: Sequence[Alert], targets: Sequence[Alert], more: tuple[Matcher, ...], equal: tuple[str, ...]
) -> Iterator[InhibitRule]:
    silencing, silenced = (sorted({alert.name for alert in side}) for side in (sources, targets))
    if not silencing or not silenced:
        return
    # An alert of the author's own may have the name too; it is about a model or a component, this one about the platform.
    of_platform = (subject_matcher("components", [context.platform.name]),)
    source = Side(silencing, {alert.severity for alert in sources}, of_platform)
    target = Side(silenced, {alert.severity for alert in targets}, more)
    yield from unless_graver(context, f"{silencing[0]}-{silenced[-1]}", source, target, equal)
