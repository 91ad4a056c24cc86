"""The alerts that Prometheus sees nothing of a platform, or of one of its namespaces: one fault, where each target would tell its own.

Discovery, RBAC, network policies and what an operator selects are about namespaces. So a namespace is unseen when none of its targets
answers, whosever they are: as long as a single one does, those that do not are told each by itself.

What is seen is recorded, which tells how long this Prometheus has been looking: when it starts it knows no target, and its service
discovery may take minutes. Only time tells that from a discovery that fails.
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
from tocsin.source import Route
from tocsin.spec.targets_down import AllTargetsDown

AT: Final[Route] = ("platform", "targets_down")
_SEEN: Final = "target_seen:bool"
"""1 while any target of the platform, or of one of its namespaces, answers its scrape, 0 while none does."""
_PLATFORM: Final = "PlatformTargetsDown"
_NAMESPACE: Final = "NamespaceTargetsDown"
_FEWEST: Final = 3
"""Two that fail together are no storm, and each may well have failed by itself."""
_TIMEOUT_MS: Final = 10_000
"""How long a scrape may take: https://prometheus.io/docs/prometheus/latest/configuration/configuration/ (`scrape_timeout`)."""
_PROBES: Final = promql.Matcher("job", "!~", "probe/.+")
"""A probe bears the namespace of whom it asks about, and is answered by the blackbox exporter in another one."""
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


_Told: TypeAlias = tuple[Subject, Alert]
"""Whose targets are down, and the alert that tells it."""


class Scope(Struct, frozen=True, kw_only=True):
    """Targets that have their discovery in common, of which enough would tell that they are down."""

    whole: bool
    """Whether it is all of the platform, and no namespace of several."""
    namespaces: tuple[str, ...]
    """None: without an operator no label tells them."""
    covered: Mapping[Route, Alert]
    """By whom they are about the alerts that a target is down, which come late enough for this one to be told before."""
    elsewhere: Mapping[Route, Alert]
    """Of all of the platform, the same of what is scraped in other namespaces, such as exporters: while nothing else is seen, that these
    are not seen either is no other fault."""
    apart: tuple[Subject, ...]
    """Whose target in these namespaces is scraped elsewhere, or told of sooner; of all of the platform only what is told of sooner."""
    jobs: tuple[str, ...]
    for_ms: int
    later_ms: int
    """How much later than the first of the targets all of them are seen to be down."""
    looked_ms: int
    """How long Prometheus must have been looking: as long as it still tells before the first target does when it has just started."""


def all_down(context: Context, alerts: Iterable[Alert]) -> Iterator[tuple[str, RuleGroup]]:
    """Yield the alerts that nothing is seen of the platform, or of one namespace of several, each in a group for an object of that name.

    `alerts` may tell that a target is down; there is none that would not be heard where these are. The objects are the platform's: what no
    longer selects a namespace loses the rules there, too.
    """
    spec = context.platform.targets_down
    if spec is None:
        return
    recipients = Recipients(context)
    for scope in scopes(context, alerts):
        alert = _alert(context, scope, spec)
        if recipients.may_replace(alert, scope.covered.values()):
            name = "-".join(("all-targets", *(() if scope.whole else scope.namespaces)))
            rules = (_seen(context, scope), alert)
            yield name, RuleGroup(name=f"{context.platform.name}.{name}", interval_ms=0, rules=rules, at=alert.at)


def place(scope: Scope) -> Route:
    """Return the place of the alert of a scope, which tells it from those of the others."""
    return AT if scope.whole else (*AT, *scope.namespaces)


def scopes(context: Context, alerts: Iterable[Alert]) -> Iterator[Scope]:
    """Yield where the models are, as a whole, and each namespace of several; none where too few would tell that their target is down."""
    subjects = {subject.at: subject for subject in context.subjects}
    told = [(subjects[alert.at[:2]], alert) for alert in alerts if alert.at[2:] == ("scrape",)]
    if context.platform.targets_down is None or len(told) < _FEWEST:
        return
    if not operated(context.resolved):
        yield from _scope(context, (), told, told, whole=True)
        return
    places = sorted({context.platform.namespace, *(subject.namespace for subject, _ in told if subject.kind == "model")})
    found = {place: within for place in places if (within := [each for each in told if each[0].namespace == place])}
    yield from _scope(context, tuple(found), [each for within in found.values() for each in within], told, whole=True)
    for place, within in found.items() if len(found) > 1 else ():
        yield from _scope(context, (place,), within, within, whole=False)


def _scope(context: Context, places: tuple[str, ...], within: Sequence[_Told], told: Sequence[_Told], *, whole: bool) -> Iterator[Scope]:
    here = [(subject, alert) for subject, alert in within if not places or subject.scraped_namespace == subject.namespace]
    rule_ms = context.evaluation_ms
    scrape_ms = max((context.scrape_interval_ms(subject) for subject, _ in here), default=0)
    # The last target to fail does so one scrape after the first, and a rule sees it one evaluation later; two where no scrape is so rare,
    # for Prometheus evaluates two groups up to one evaluation apart, and looks for one at least.
    later_ms = max(scrape_ms + min(scrape_ms, _TIMEOUT_MS), rule_ms) + rule_ms
    # A restarted Prometheus has no target at all until the first scrape.
    least_ms = max(rule_ms, scrape_ms)
    # By what the spec says, and not by the alerts: an incremental build does not look how long those of others wait.
    waits = {subject.at: waits_ms(subject.spec.scrape, subject) for subject, _ in told if subject.spec.scrape is not None}
    covered = {subject.at: alert for subject, alert in here if waits[subject.at] >= later_ms + least_ms}
    if sum(not subject.sleeps for subject, _ in here if subject.at in covered) < _FEWEST:
        return
    first_ms = min(waits[at] for at in covered)
    for_ms = (first_ms - later_ms) // rule_ms * rule_ms
    elsewhere = {subject.at: alert for subject, alert in told if whole and subject.at not in covered and waits[subject.at] >= first_ms}
    # That nothing at all is seen comes before that one of several namespaces is not.
    several = len(places) > 1
    yield Scope(
        whole=whole,
        namespaces=places,
        covered=covered,
        elsewhere=elsewhere,
        apart=tuple(subject for subject, _ in told if subject.at not in covered and subject.at not in elsewhere),
        jobs=tuple(sorted({subject.job for subject, _ in told if subject.job is not None})),
        for_ms=for_ms - rule_ms if several and for_ms - rule_ms >= least_ms else for_ms,
        later_ms=later_ms,
        looked_ms=(first_ms - rule_ms - for_ms) // rule_ms * rule_ms,
    )


def _seen(context: Context, scope: Scope) -> Recording:
    up = promql.Selector("up", _asked(scope))
    seen = promql.Aggregate("max", promql.either(up, promql.multiply(promql.Number(0.0), promql.absent(up))))
    level, place_of = ("platform", {}) if scope.whole else ("namespace", {NAMESPACE_LABEL: scope.namespaces[0]})
    return Recording(record=f"{level}:{_SEEN}", expr=seen, labels={**platform_identity(context.resolved), **place_of}, at=place(scope))


def _alert(context: Context, scope: Scope, spec: AllTargetsDown) -> Alert:
    subject, common = of_platform(context), _in_common(scope)
    labels = {**common, **subject.labels}
    where = f" in {scope.namespaces[0]}" if len(scope.namespaces) == 1 else ""
    if not scope.whole:
        there = {**subject.identity, NAMESPACE_LABEL: scope.namespaces[0]}
        subject, labels = replace(subject, namespace=scope.namespaces[0], identity=there), {**subject.labels, **common, **there}
    name = _PLATFORM if scope.whole else _NAMESPACE
    severity = context.severity(spec.severity, context.gravest, (*AT, "severity"))
    state, matchers, seen = units.UNITS["bool"], _asked(scope), _seen(context, scope)
    value = promql.Selector(seen.record, tuple(promql.Matcher(label, "=", text) for label, text in sorted(seen.labels.items())))
    # Once may be missed: a rule whose evaluation takes too long is not evaluated the next time.
    looked = promql.Range(replace(value, offset_ms=scope.looked_ms), 2 * context.evaluation_ms)
    drive = gauge_of("up", matchers, (), state, "max", missing=0.0)
    facts = Facts(
        alert=name, severity=severity, for_ms=scope.for_ms, title="all targets", condition="down", value="down",
        metric="up", threshold="targets_down", more=(("where", where),),
    )  # fmt: skip
    return Alert(
        name=name,
        expr=promql.Binary("and", promql.Binary("==", value, promql.Number(0.0)), promql.call("present_over_time", looked)),
        value=value,
        unit=state,
        limits=(("==", 0.0),),
        for_ms=scope.for_ms,
        # It ends with the first that answers: a target of which was told before would end in silence while it is kept, and Alertmanager,
        # which takes that one for still told, would not tell of it anew before `repeat_interval`.
        # https://github.com/prometheus/alertmanager/issues/226
        keep_firing_for_ms=0,
        severity=severity,
        labels={**labels, **severity_labels(severity, spec.component)},
        annotations=annotate(context, subject, facts, _SENTENCES, at=AT, own=spec),
        title="all targets",
        condition="down",
        at=place(scope),
        guide=spec.guide or (_GUIDE if scope.namespaces else _GUIDE_ANYWHERE),
        proof=Proof(drive=drive, bounds=(("==", 0.0),)),
        script=all_down_script(drive.series, seen, Waits(looked_ms=scope.looked_ms, for_ms=scope.for_ms, every_ms=context.evaluation_ms)),
    )


def _in_common(scope: Scope) -> dict[str, str]:
    """Return the labels that all of the alerts have which this one stands for, so that it goes where they would."""
    first, *others = (alert.labels for alert in scope.covered.values())
    return {label: value for label, value in first.items() if all(each.get(label) == value for each in others)}


def _asked(scope: Scope) -> tuple[promql.Matcher, ...]:
    if not scope.namespaces:
        return (promql.any_of("job", scope.jobs),)
    return promql.any_of("namespace", scope.namespaces), _PROBES
