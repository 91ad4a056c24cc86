"""The alerts that no target of the platform, or of one of its namespaces, answers: one fault, which each target would report by itself.

Discovery, RBAC, network policies and the operator's selectors work by namespace. So one alert tells that none of the targets in a namespace
answers; as long as a single one does, those that do not have their own alerts.

Whether any target answers is also recorded. The recording tells how long this Prometheus has been looking: after a restart it knows no
target yet, and service discovery may take minutes. Only time tells that from a discovery that fails.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Final, TypeAlias

from msgspec import Struct
from msgspec.structs import replace

from tocsin import promql, units
from tocsin.conventions import NAMESPACE_LABEL, severity_labels
from tocsin.ir import Alert, Proof, Recording, RuleGroup
from tocsin.lower.annotations import Facts, Sentences, annotate
from tocsin.lower.context import Context
from tocsin.lower.health import of_platform
from tocsin.lower.proofs import gauge_of
from tocsin.lower.subject import Subject, operated, platform_identity
from tocsin.lower.targets import waits_ms
from tocsin.lower.targets.all_down_proof import Waits, all_down_script
from tocsin.lower.targets.recipients import Recipients
from tocsin.section import Guide
from tocsin.source import KeyPath
from tocsin.spec.targets_down import AllTargetsDown

AT: Final[KeyPath] = ("platform", "targets_down")
_SEEN: Final = "target_seen:bool"
"""1 while any target of the platform, or of one of its namespaces, answers its scrape, 0 while none does."""
_PLATFORM: Final = "PlatformTargetsDown"
_NAMESPACE: Final = "NamespaceTargetsDown"
_FEWEST: Final = 3
"""The least number of alerts on targets that is worth a common one: two may have failed independently of each other."""
_TIMEOUT_MS: Final = 10_000
"""How long a scrape may take: https://prometheus.io/docs/prometheus/latest/configuration/configuration/ (`scrape_timeout`)."""
_PROBES: Final = promql.Matcher("job", "!~", "probe/.+")
"""Leaves probes out: they have the namespace of what they ask about, but the blackbox exporter answers them, from another one."""
_SENTENCES: Final = Sentences(
    "<< subject >>: Prometheus sees no target<< where >>",
    "No target of << subject >><< where >> has answered a scrape<< duration >>: nobody knows how its models are. "
    "The alerts of single targets are silenced meanwhile.",
)
_GUIDE: Final = Guide.model_construct(
    meaning="Prometheus is blind: none of the alerts on what these targets export can fire. The models may be well; probes tell.",
    causes=(
        "A NetworkPolicy or the network keeps Prometheus from the pods.",
        "Service discovery fails: Prometheus' service account may no longer list pods and endpoints there, or the API server is down.",
        "Prometheus no longer selects the monitors: labels of the namespace or of the monitors have changed, or the monitors are gone.",
        "All that runs there is down.",
    ),
    actions=(
        "Ask from outside whether the models answer: probes, the gateway, curl.",
        "Look at Prometheus' page `/targets`: targets that are down tell the fault, no targets at all mean discovery or selection.",
        "`/service-discovery` shows what was found and dropped; the log of Prometheus says when it may not list something.",
        "`kubectl get pods,servicemonitors,podmonitors` in the namespace: do they run, and with which labels?",
    ),
)
_GUIDE_ANYWHERE: Final = Guide.model_construct(
    meaning=_GUIDE.meaning,
    causes=(
        "The network or a firewall keeps Prometheus from the targets.",
        "The configuration of Prometheus no longer names them, or could not be read again.",
        "All that runs there is down.",
    ),
    actions=(
        _GUIDE.actions[0],
        "Look at Prometheus' page `/targets`: targets that are down tell the fault, no targets at all mean its configuration.",
        "Ask `prometheus_config_last_reload_successful`: where it is 0, the log of Prometheus and `promtool check config` say why.",
    ),
)
"""Without an operator there need be no Kubernetes."""


_TargetDown: TypeAlias = tuple[Subject, Alert]
"""A model or component, and the alert that its targets are down."""


class TargetGroup(Struct, frozen=True, kw_only=True):
    """The targets of the platform, or of one of its namespaces: what makes them invisible makes all of them invisible."""

    whole: bool
    """Whether it is the whole platform, and not one of several namespaces."""
    namespaces: tuple[str, ...]
    """Empty without an operator: then no label tells namespaces."""
    covered: Mapping[KeyPath, Alert]
    """The alerts that a single target is down, by the subject, which surely fire later than the common one."""
    elsewhere: Mapping[KeyPath, Alert]
    """For the whole platform, the same for targets in other namespaces, such as exporters: that they do not answer either, while nothing
    else does, is the same fault."""
    apart: tuple[Subject, ...]
    """Subjects of these namespaces whose alert is in neither: it may fire sooner, or their target is scraped from elsewhere."""
    jobs: tuple[str, ...]
    for_ms: int
    """How long the common alert waits."""
    later_ms: int
    """The longest time from the moment at which the first target fails until a rule sees that all of them do."""
    looked_ms: int
    """How long Prometheus must have been looking: the longest time with which the common alert still comes first after a restart."""


def all_down(context: Context, alerts: Iterable[Alert]) -> Iterator[tuple[str, RuleGroup]]:
    """Yield the alerts that no target answers, each in a rule group, with the name of an object of its own.

    `alerts` are those of models and components, among them the alerts on targets. There is no common alert that would not reach those who
    get the single ones. The objects are in the platform's own namespace: a selector that loses a namespace also loses the rules in it.
    """
    spec = context.platform.targets_down
    if spec is None:
        return
    recipients = Recipients(context)
    for group in target_groups(context, alerts):
        alert = _alert(context, group, spec)
        if recipients.may_replace(alert, group.covered.values()):
            name = "-".join(("all-targets", *(() if group.whole else group.namespaces)))
            rules = (_seen(context, group), alert)
            yield name, RuleGroup(name=f"{context.platform.name}.{name}", interval_ms=0, rules=rules, at=alert.at)


def place(group: TargetGroup) -> KeyPath:
    """Return the place of the alert of a group, by which it is told from those of the others."""
    return AT if group.whole else (*AT, *group.namespaces)


def target_groups(context: Context, alerts: Iterable[Alert]) -> Iterator[TargetGroup]:
    """Yield the group of the whole platform, and that of each namespace if there are several; none where too few alerts are on targets."""
    subjects = {subject.at: subject for subject in context.subjects}
    down = [(subjects[alert.at[:2]], alert) for alert in alerts if alert.at[2:] == ("scrape",)]
    if context.platform.targets_down is None or len(down) < _FEWEST:
        return
    if not operated(context.resolved):
        yield from _group(context, (), down, down, whole=True)
        return
    namespaces = sorted({context.platform.namespace, *(subject.namespace for subject, _ in down if subject.kind == "model")})
    found = {namespace: within for namespace in namespaces if (within := [each for each in down if each[0].namespace == namespace])}
    yield from _group(context, tuple(found), [each for within in found.values() for each in within], down, whole=True)
    for namespace, within in found.items() if len(found) > 1 else ():
        yield from _group(context, (namespace,), within, within, whole=False)


def _group(
    context: Context, namespaces: tuple[str, ...], within: Sequence[_TargetDown], everywhere: Sequence[_TargetDown], *, whole: bool
) -> Iterator[TargetGroup]:
    """Yield the group of the targets `within` these namespaces, of those `everywhere`; nothing when too few would be covered."""
    here = [(subject, alert) for subject, alert in within if not namespaces or subject.scraped_namespace == subject.namespace]
    rule_ms = context.evaluation_ms
    scrape_ms = max((context.scrape_interval_ms(subject) for subject, _ in here), default=0)
    # The last target to fail does so one scrape after the first, and a rule sees it one evaluation later; two where no scrape is so rare,
    # for Prometheus evaluates two groups up to one evaluation apart, and looks for one at least.
    later_ms = max(scrape_ms + min(scrape_ms, _TIMEOUT_MS), rule_ms) + rule_ms
    # A restarted Prometheus has no target at all until the first scrape.
    least_ms = max(rule_ms, scrape_ms)
    # By what the spec says, and not by the alerts: an incremental build does not look how long those of others wait.
    waits = {subject.at: waits_ms(subject.spec.scrape, subject) for subject, _ in everywhere if subject.spec.scrape is not None}
    covered = {subject.at: alert for subject, alert in here if waits[subject.at] >= later_ms + least_ms}
    if sum(not subject.sleeps for subject, _ in here if subject.at in covered) < _FEWEST:
        return
    first_ms = min(waits[at] for at in covered)
    for_ms = (first_ms - later_ms) // rule_ms * rule_ms
    elsewhere = {
        subject.at: alert for subject, alert in everywhere if whole and subject.at not in covered and waits[subject.at] >= first_ms
    }
    # The alert on the whole platform comes before those on its namespaces.
    several = len(namespaces) > 1
    yield TargetGroup(
        whole=whole,
        namespaces=namespaces,
        covered=covered,
        elsewhere=elsewhere,
        apart=tuple(subject for subject, _ in everywhere if subject.at not in covered and subject.at not in elsewhere),
        jobs=tuple(sorted({subject.job for subject, _ in everywhere if subject.job is not None})),
        for_ms=for_ms - rule_ms if several and for_ms - rule_ms >= least_ms else for_ms,
        later_ms=later_ms,
        looked_ms=(first_ms - rule_ms - for_ms) // rule_ms * rule_ms,
    )


def _seen(context: Context, group: TargetGroup) -> Recording:
    up = promql.Selector("up", _asked(group))
    seen = promql.Aggregate("max", promql.either(up, promql.multiply(promql.Number(0.0), promql.absent(up))))
    level, place_of = ("platform", {}) if group.whole else ("namespace", {NAMESPACE_LABEL: group.namespaces[0]})
    return Recording(record=f"{level}:{_SEEN}", expr=seen, labels={**platform_identity(context.resolved), **place_of}, at=place(group))


def _alert(context: Context, group: TargetGroup, spec: AllTargetsDown) -> Alert:
    subject, common = of_platform(context), _in_common(group)
    labels = {**common, **subject.labels}
    where = f" in {group.namespaces[0]}" if len(group.namespaces) == 1 else ""
    if not group.whole:
        there = {**subject.identity, NAMESPACE_LABEL: group.namespaces[0]}
        subject, labels = replace(subject, namespace=group.namespaces[0], identity=there), {**subject.labels, **common, **there}
    name = _PLATFORM if group.whole else _NAMESPACE
    severity = context.severity(spec.severity, context.gravest, (*AT, "severity"))
    state, matchers, seen = units.UNITS["bool"], _asked(group), _seen(context, group)
    value = promql.Selector(seen.record, tuple(promql.Matcher(label, "=", text) for label, text in sorted(seen.labels.items())))
    # Once may be missed: a rule whose evaluation takes too long is not evaluated the next time.
    looked = promql.Range(replace(value, offset_ms=group.looked_ms), 2 * context.evaluation_ms)
    drive = gauge_of("up", matchers, (), state, "max", missing=0.0)
    facts = Facts(
        alert=name, severity=severity, for_ms=group.for_ms, title="all targets", condition="down", value="down",
        metric="up", threshold="targets_down", more=(("where", where),),
    )  # fmt: skip
    return Alert(
        name=name,
        expr=promql.Binary("and", promql.Binary("==", value, promql.Number(0.0)), promql.call("present_over_time", looked)),
        value=value,
        unit=state,
        limits=(("==", 0.0),),
        for_ms=group.for_ms,
        # It ends with the first that answers: a target of which was told before would end in silence while it is kept, and Alertmanager,
        # which takes that one for still told, would not tell of it anew before `repeat_interval`.
        # https://github.com/prometheus/alertmanager/issues/226
        keep_firing_for_ms=0,
        severity=severity,
        labels={**labels, **severity_labels(severity, spec.component)},
        annotations=annotate(context, subject, facts, _SENTENCES, at=AT, own=spec),
        title="all targets",
        condition="down",
        at=place(group),
        guide=spec.guide or (_GUIDE if group.namespaces else _GUIDE_ANYWHERE),
        proof=Proof(drive=drive, bounds=(("==", 0.0),)),
        script=all_down_script(drive.series, seen, Waits(looked_ms=group.looked_ms, for_ms=group.for_ms, every_ms=context.evaluation_ms)),
    )


def _in_common(group: TargetGroup) -> dict[str, str]:
    """Return the labels that all covered alerts share: with them the common alert takes the same routes."""
    first, *others = (alert.labels for alert in group.covered.values())
    return {label: value for label, value in first.items() if all(each.get(label) == value for each in others)}


def _asked(group: TargetGroup) -> tuple[promql.Matcher, ...]:
    if not group.namespaces:
        return (promql.any_of("job", group.jobs),)
    return promql.any_of("namespace", group.namespaces), _PROBES
