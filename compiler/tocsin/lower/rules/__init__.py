"""The rule objects: one for each model or component, with its availability, its thresholds and the recordings that they share."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

from msgspec.structs import replace

from tocsin import promql
from tocsin.conventions import object_labels
from tocsin.division.rule_groups import MIMIR_RULES, divided
from tocsin.ir import Alert, Recording, RuleGroup, RuleObject
from tocsin.lower.context import Context
from tocsin.lower.events import event_group
from tocsin.lower.health import health_group
from tocsin.lower.overview import has_dashboard, overview_url
from tocsin.lower.probes import probe_alerts
from tocsin.lower.retraining import asking, reasons, schedule_group
from tocsin.lower.rules.named_recordings import SECTION, recorded_groups
from tocsin.lower.rules.recordings import Recordings
from tocsin.lower.slos import slo_groups
from tocsin.lower.subject import Subject, by_google
from tocsin.lower.targets import target_down
from tocsin.lower.targets.all_down import all_down
from tocsin.lower.targets.nothing_pushed import nothing_pushed
from tocsin.lower.targets.one_of_several import one_down
from tocsin.lower.thresholds import threshold_alerts


def rule_objects(context: Context, subjects: tuple[Subject, ...]) -> Iterator[RuleObject]:
    """Yield the rules of every subject that has any.

    Google's managed service is told nowhere else how often rules are evaluated: each group says it there.
    """
    for found in _objects(context, subjects):
        yield _with_intervals(found, context.evaluation_ms) if by_google(context.resolved) else found


def _with_intervals(rules: RuleObject, usual_ms: int) -> RuleObject:
    return replace(rules, groups=tuple(replace(group, interval_ms=group.interval_ms or usual_ms) for group in rules.groups))


def _objects(context: Context, subjects: tuple[Subject, ...]) -> Iterator[RuleObject]:
    room = _room(context)
    labels = {**object_labels(context.platform.name, context.environment), **rule_labels(context)}
    down: list[Alert] = []
    shown: list[Subject] = []
    for subject in subjects:
        made = (
            _availability(context, subject),
            _thresholds(context, subject),
            *slo_groups(context, subject),
            schedule_group(context, subject),
            event_group(context, subject),
        )
        groups = tuple(piece for group in made if group.rules for piece in divided(group, room))
        down += [alert for alert in made[0].rules if isinstance(alert, Alert)]
        if has_dashboard(subject, [rule for group in groups for rule in group.rules if isinstance(rule, Alert)]):
            shown.append(subject)
        if groups:
            yield RuleObject(
                name=f"{context.platform.name}-{subject.name}",
                namespace=subject.namespace,
                labels=labels,
                groups=groups,
                sources=subject.sources,
                workload=_for_kubectl(subject),
                at=subject.at,
            )
    url = overview_url(context, shown)
    for name, group in all_down(context, down):
        yield _of_platform(context, name, (_leading(group, url),), labels)
    health = health_group(context, subjects)
    if health is not None:
        yield _of_platform(context, "health", divided(_leading(health, url), room), labels)
    recorded = tuple(piece for group in recorded_groups(context, subjects) for piece in divided(group, room))
    if recorded:
        yield _of_platform(context, SECTION, recorded, labels)


def _for_kubectl(subject: Subject) -> str:
    """Return the object that runs a subject with its kind; nothing where the spec names none."""
    workload = subject.spec.workload
    if workload is None:
        return ""
    if subject.target is not None:
        return f"{subject.target.kind.lower()}/{subject.target.name}"
    kinds = (
        ("daemonset", workload.daemonset),
        ("inferenceservice", workload.kserve),
        ("llminferenceservice", workload.llminferenceservice),
    )
    return next((f"{kind}/{name}" for kind, name in kinds if name is not None), "")


def _leading(group: RuleGroup, url: str | None) -> RuleGroup:
    """Return rules whose alerts lead to the overview at `url`, which is known only once it is known who has a dashboard."""
    if url is None:
        return group
    rules = (
        replace(rule, annotations={**rule.annotations, "dashboard_url": url}) if isinstance(rule, Alert) else rule for rule in group.rules
    )
    return replace(group, rules=tuple(rules))


def _of_platform(context: Context, name: str, groups: tuple[RuleGroup, ...], labels: Mapping[str, str]) -> RuleObject:
    """Return rules that are about no model in particular."""
    sources = {context.resolved.origins.file(rule.at) for group in groups for rule in group.rules}
    return RuleObject(
        name=f"{context.platform.name}-{name}",
        namespace=context.platform.namespace,
        labels=labels,
        groups=groups,
        sources=tuple(sorted(sources)),
        at=groups[0].at,
    )


def _room(context: Context) -> int:
    """Return how many rules a group may have: what is said, what Mimir takes, or what leaves a PrometheusRule far below its limit."""
    prometheus = context.cluster.prometheus
    return prometheus.rules_per_group or (MIMIR_RULES if prometheus.ruler == "mimir" else _USUAL_ROOM)


_USUAL_ROOM: Final = 250


def rule_labels(context: Context) -> dict[str, str]:
    """Return the labels without which the declared Prometheus does not load a rule."""
    prometheus = context.cluster.prometheus
    if prometheus.rule_labels is not None:
        return dict(prometheus.rule_labels)
    if prometheus.stack == "kube-prometheus-stack":
        # The chart selects by its release unless ruleSelectorNilUsesHelmValues is switched off.
        return {"release": prometheus.release or prometheus.stack}
    return {}


def _availability(context: Context, subject: Subject) -> RuleGroup:
    down = tuple(target_down(context, subject))
    rules = (*down, *(one for every in down for one in one_down(context, subject, every)), *probe_alerts(context, subject))
    return RuleGroup(name=f"{subject.name}.availability", interval_ms=0, rules=rules, at=subject.at)


def _thresholds(context: Context, subject: Subject) -> RuleGroup:
    recordings = Recordings(subject)
    alerts: list[Alert] = []
    missing: dict[promql.Expr, Alert] = {}
    asked = (asking(context, subject, watched) for watched in threshold_alerts(context, subject))
    for watched in (*asked, *reasons(context, subject)):
        alerts.extend(recordings.alerts(watched))
        if watched.missing is not None:
            # Several thresholds watch one series: that it is missing is said once, as one of them asks, else as gravely as the least.
            known = missing.setdefault(watched.missing.expr, watched.missing)
            rank = context.platform.severities.index
            missing[watched.missing.expr] = min(known, watched.missing, key=lambda each: (not _asked(context, each), rank(each.severity)))
    gone = (*nothing_pushed(context, subject, missing.values()), *missing.values())
    rules: tuple[Alert | Recording, ...] = (*recordings.rules(), *alerts, *gone)
    return RuleGroup(name=f"{subject.name}.thresholds", interval_ms=0, rules=rules, at=subject.at)


def _asked(context: Context, missing: Alert) -> bool:
    """Tell whether its threshold says by `no_data` how gravely, or how soon, it is told that a series is missing."""
    return isinstance(context.resolved.origins.value((*missing.at, "no_data")), Mapping)
