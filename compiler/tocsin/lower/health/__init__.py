"""The health of the whole platform: a recording for each model and component, the share of those that are healthy, and the alert on it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import reduce
from typing import Final

from tocsin import promql, units
from tocsin.conventions import ENVIRONMENT_LABEL, OWNER_LABEL, PLATFORM_LABEL, severity_labels
from tocsin.diagnostics import did_you_mean
from tocsin.drives import health as drives
from tocsin.ir import Alert, Proof, Recording, RuleGroup
from tocsin.lower.annotations import Facts, Sentences, annotate
from tocsin.lower.context import Context, milliseconds
from tocsin.lower.health.proof import Recordings, health_script
from tocsin.lower.probes import probed
from tocsin.lower.proofs import gauge_of
from tocsin.lower.subject import Subject, identity, platform_identity
from tocsin.lower.waking import lately_asleep, wakes_ms
from tocsin.section import Guide
from tocsin.source import KeyPath
from tocsin.spec.health import Health
from tocsin.spec.models import Component
from tocsin.units import Quantity

HEALTHY = "platform:subject_healthy:bool"
"""1 while a model or component answers its scrape and all of its probes, 0 while it does not; it has that one's labels."""
HEALTH = "platform:health:ratio"
"""The share of these that are healthy, by their weights."""

_UNHEALTHY = Sentences(
    "<< subject >>: only << value >> healthy",
    "<< value >> of the models and components of << subject >> answer their scrapes and probes, << condition >><< duration >>. "
    f"`{HEALTHY} == 0` names the others.",
)
_GUIDE: Final = Guide.model_construct(
    meaning="Some of the models and components do not answer a scrape or a probe. Each has an alert of its own, which says more.",
    causes=("One of them is down, or what it depends on is.", "The network between them and Prometheus, when it is many at once."),
    actions=(
        f"Ask Prometheus for `{HEALTHY} == 0`: its labels name them.",
        "Look at their own alerts; begin with what the others depend on, such as a database or a cache.",
    ),
)
_RATIO = units.UNITS["ratio"]
_AT: KeyPath = ("platform", "health")


def health_group(context: Context, subjects: Iterable[Subject]) -> RuleGroup | None:
    """Return the rules of `platform.health`; None without that section."""
    health = context.platform.health
    if health is None:
        return None
    found = tuple(subjects)
    watched = {subject.name: (subject, healthy) for subject in found if (healthy := _healthy(context, subject)) is not None}
    _check(context, health, {subject.name for subject in found}, set(watched))
    weights = {name: health.weights.get(name, 1.0) for name in watched}
    counted = {name: weight for name, weight in weights.items() if weight > 0}
    if not counted:
        message, remedy = (
            "nothing that counts is scraped or probed, so nobody knows how healthy it is",
            "add `scrape:` or `probes:` to a model",
        )
        context.findings.add("health/nothing-watched", message, remedy, at=_AT)
        return None
    each = [
        Recording(record=HEALTHY, expr=healthy, labels=subject.identity, at=_AT)
        for name, (subject, healthy) in watched.items()
        if name in counted
    ]
    everywhere = platform_identity(context.resolved)
    shared = [(watched[name][0], weight) for name, weight in counted.items()]
    whole = Recording(record=HEALTH, expr=_share(context, shared), labels=everywhere, at=_AT)
    drive = drives.health_of([_member(context, subject, weight) for subject, weight in shared])
    states = tuple(subject.identity for subject, _ in shared)
    alerts = _alerts(context, health, drive, Recordings(HEALTHY, states, HEALTH, everywhere, context.evaluation_ms))
    return RuleGroup(name=f"{context.platform.name}.health", interval_ms=0, rules=(*each, whole, *alerts), at=_AT)


def _check(context: Context, health: Health, known: set[str], watched: set[str]) -> None:
    for name in health.weights:
        at: KeyPath = (*_AT, "weights", name)
        if name not in known:
            message = f"there is no model or component `{name}`"
            context.findings.add("health/unknown-subject", message, did_you_mean(name, known), at=at, part="key")
        elif name not in watched:
            message = f"`{name}` is neither scraped nor probed, so it counts nothing"
            context.findings.add(
                "health/nothing-watched", message, "add `scrape:` or `probes:` to it, or remove the weight", at=at, part="key"
            )


def _healthy(context: Context, subject: Subject) -> promql.Expr | None:
    """Return 1 or 0; None of what nobody asks. What is missing is unhealthy, but what may sleep is healthy without a replica."""
    signals = [_heard(promql.Selector("probe_success", probed(context, subject, name)), "min") for name in subject.spec.probes]
    if _asked(context, subject):
        up = promql.Selector("up", subject.scraped())
        signals.insert(0, _unless_asleep(context, subject, up) if subject.sleeps else _heard(up, "min" if subject.each else "max"))
    return reduce(promql.multiply, signals) if signals else None


def _asked(context: Context, subject: Subject) -> bool:
    """Tell whether its scrape counts; that of what `down: null` says never to alert of does with a weight only."""
    scrape, health = subject.spec.scrape, context.platform.health
    alerts = scrape is not None and scrape.down is not None
    return subject.answers and (alerts or (health is not None and subject.name in health.weights))


def _unless_asleep(context: Context, subject: Subject, up: promql.Selector) -> promql.Expr:
    """Return 1 while it sleeps, while it wakes, which is for as long as a replica takes to start, and while a replica answers."""
    heard = promql.either(lately_asleep(context, subject), up) if subject.wakes_ms else up
    return promql.either(promql.Aggregate("max", heard), promql.call("vector", promql.Number(1.0)))


def _member(context: Context, subject: Subject, weight: float) -> drives.Member:
    """Return what the proof knows of one of them: its signals, in the author's terms."""
    state = units.UNITS["bool"]
    signals = [gauge_of("probe_success", probed(context, subject, name), (), state, "min") for name in subject.spec.probes]
    if _asked(context, subject):
        signals.insert(0, gauge_of("up", subject.scraped(), (), state, "min" if subject.each and not subject.sleeps else "max"))
    sleeps = subject.sleeps and _asked(context, subject)
    return drives.Member(weight, tuple(signals), sleeps, wakes_ms(context, subject) if sleeps else 0)


def _heard(selector: promql.Selector, aggregate: str) -> promql.Expr:
    return promql.Aggregate(aggregate, promql.either(selector, promql.multiply(promql.Number(0.0), promql.absent(selector))))


def _share(context: Context, weighted: list[tuple[Subject, float]]) -> promql.Expr:
    """Return the weighted share of what is healthy. A recording that is missing counts as unhealthy: the divisor is a number."""
    total = sum(weight for _, weight in weighted)
    if len({weight for _, weight in weighted}) == 1:
        labels = {PLATFORM_LABEL: context.platform.name, ENVIRONMENT_LABEL: context.environment}
        every = promql.Selector(HEALTHY, tuple(promql.Matcher(label, "=", value) for label, value in sorted(labels.items())))
        return promql.divide(promql.Aggregate("sum", every), float(len(weighted)))
    terms = [_times(weight, _recorded(subject)) for subject, weight in weighted]
    return promql.divide(promql.Aggregate("sum", _any(terms)), total)


def _any(terms: Sequence[promql.Expr]) -> promql.Expr:
    """Return `a or b or …`; of many as a tree, for what reads an expression goes as deep as it is nested."""
    if len(terms) <= _NESTED:
        return reduce(promql.either, terms)
    half = len(terms) // 2
    return promql.either(_any(terms[:half]), _any(terms[half:]))


_NESTED: Final = 64


def _times(weight: float, healthy: promql.Expr) -> promql.Expr:
    return healthy if weight == 1 else promql.multiply(weight, healthy)


def _recorded(subject: Subject) -> promql.Selector:
    return promql.Selector(HEALTHY, tuple(promql.Matcher(label, "=", value) for label, value in sorted(subject.identity.items())))


def _alerts(context: Context, health: Health, drive: drives.Health, recordings: Recordings) -> Iterator[Alert]:
    value = promql.Selector(HEALTH, tuple(promql.Matcher(label, "=", text) for label, text in sorted(recordings.of_all.items())))
    platform = of_platform(context)
    ladder = tuple(_ladder(context, health))
    for severity, limit, at in ladder:
        condition = f"below {units.show(limit, _RATIO)}"
        facts = Facts(
            alert=health.alert, severity=severity, for_ms=milliseconds(health.for_), title="health", condition=condition,
            limit=units.show(limit, _RATIO), value=_RATIO.value, metric=HEALTH, threshold="health",
        )  # fmt: skip
        yield Alert(
            name=health.alert,
            expr=promql.compare("<", value, limit),
            value=value,
            unit=_RATIO,
            limits=(("<", limit),),
            for_ms=facts.for_ms,
            severity=severity,
            labels={**platform.labels, **severity_labels(severity, health.component)},
            annotations=annotate(context, platform, facts, _UNHEALTHY, at=_AT, own=health),
            title="health",
            condition=condition,
            at=at,
            guide=health.guide or _GUIDE,
            proof=Proof(drive=drive, bounds=(("<", limit),)),
            script=health_script(drive, recordings, [each for _, each, _ in ladder], limit, facts.for_ms),
        )


def _ladder(context: Context, health: Health) -> Iterator[tuple[str, float, KeyPath]]:
    given = health.below if isinstance(health.below, dict) else {context.usual: health.below}
    for severity, quantity in given.items():
        at: KeyPath = (*_AT, "below", severity) if isinstance(health.below, dict) else (*_AT, "below") if health.below is not None else _AT
        if not context.has_severity(severity, "alert/unknown-severity", at, "key"):
            continue
        limit = 1.0 if quantity is None else _limit(context, quantity, at)
        if limit is not None:
            yield severity, limit, at


def _limit(context: Context, quantity: Quantity, at: KeyPath) -> float | None:
    share = units.convert(quantity, _RATIO)
    if share is not None and 0 < share <= 1:
        return share
    message = f"`{quantity.text}` is no share that health could fall below"
    context.findings.add("health/bad-share", message, "write more than `0%` and at most `100%`", at=at)
    return None


def of_platform(context: Context) -> Subject:
    """Return the platform as what an alert is about."""
    platform = context.platform
    own = identity(context.resolved, "component", platform.name, platform.namespace)
    owner = {} if platform.owner is None else {OWNER_LABEL: platform.owner}
    return Subject(
        kind="component", name=platform.name, spec=Component(dashboard=False), namespace=platform.namespace,
        owner=platform.owner, workload=None, pods=None, target=None, autoscaler=None, job=None, scraped_namespace=None,
        sleeps=False, each=(), sources=(), place=platform.name, identity=own, labels={**own, **owner, **platform.labels}, at=_AT,
    )  # fmt: skip
