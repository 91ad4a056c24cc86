"""The rule objects: one a model or component, with its availability, its thresholds and what they share."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from tocsin import promql, units
from tocsin.conventions import SEVERITY_LABEL, object_labels
from tocsin.ir import Alert, Recording, RuleGroup, RuleObject
from tocsin.lower.annotations import Facts, Sentences, annotate
from tocsin.lower.context import Context, milliseconds
from tocsin.lower.probes import probe_alerts
from tocsin.lower.subject import Subject, alert_labels, identity
from tocsin.lower.thresholds import Watched, threshold_alerts

_DOWN = Sentences(
    "<< subject >>: metrics endpoint is down",
    "No replica of << subject >> in << namespace >> answers the scrape of job << job >><< duration >>.",
)


def rule_objects(context: Context, subjects: tuple[Subject, ...]) -> Iterator[RuleObject]:
    """Yield the rules of every subject that has any."""
    for subject in subjects:
        groups = tuple(group for group in (_availability(context, subject), _thresholds(context, subject)) if group.rules)
        if groups:
            yield RuleObject(
                name=f"{context.platform.name}-{subject.name}",
                namespace=subject.namespace,
                labels={**object_labels(context.platform.name, context.environment), **rule_labels(context)},
                groups=groups,
                sources=subject.sources,
                at=subject.at,
            )


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
    rules = (*_target_down(context, subject), *probe_alerts(context, subject))
    return RuleGroup(name=f"{subject.name}.availability", interval_ms=0, rules=rules, at=subject.at)


def _target_down(context: Context, subject: Subject) -> Iterator[Alert]:
    """Yield the alert that no replica answers its scrape.

    `up` of a target that is gone is not 0 but missing, so both are asked. A model that may sleep is allowed to be missing.
    """
    scrape = subject.spec.scrape
    if scrape is None or scrape.down is None:
        return
    at = (*subject.at, "scrape")
    severity = scrape.severity or context.gravest
    up = promql.Selector("up", subject.scraped())
    value = promql.Aggregate("max", up)
    expr: promql.Expr = promql.Binary("==", value, promql.Number(0.0))
    if not subject.sleeps:
        expr = promql.Binary("or", expr, promql.Call("absent", (up,)))
    duration = milliseconds(scrape.down)
    facts = Facts(
        alert="TargetDown", severity=severity, for_ms=duration, title="metrics endpoint", condition="down", limit="", value="down",
        metric="up", threshold="scrape", help="", by=(),
    )  # fmt: skip
    yield Alert(
        name="TargetDown",
        expr=expr,
        value=value,
        unit=units.UNITS["bool"],
        limits=(("==", 0.0),),
        for_ms=duration,
        keep_firing_for_ms=0,
        severity=severity,
        labels={**alert_labels(context.resolved, subject), SEVERITY_LABEL: severity},
        annotations=annotate(context, subject, facts, _DOWN, at=at),
        title="metrics endpoint",
        condition="down",
        at=at,
    )


def _thresholds(context: Context, subject: Subject) -> RuleGroup:
    recordings: dict[str, Recording] = {}
    alerts: list[Alert] = []
    for watched in threshold_alerts(context, subject):
        alerts.extend(_recorded(context, subject, watched, recordings))
    return RuleGroup(name=f"{subject.name}.thresholds", interval_ms=0, rules=(*recordings.values(), *alerts), at=subject.at)


def _recorded(context: Context, subject: Subject, watched: Watched, recordings: dict[str, Recording]) -> Iterator[Alert]:
    """Yield the alerts, those that share an expression reading it from a recording in the same group.

    A group is evaluated in order, so the alert sees the value of the same instant.
    """
    uses = [alert for alert in watched.alerts if any(other is not alert and other.value == alert.value for other in watched.alerts)]
    for alert in watched.alerts:
        if alert not in uses or isinstance(alert.value, promql.Selector):
            yield alert
            continue
        labels = identity(context.resolved, subject)
        record = _record_name(subject, watched, alert)
        at = alert.at
        known = recordings.setdefault(record, Recording(record=record, expr=alert.value, labels=labels, at=at))
        if known.expr != alert.value:
            record = f"{record}:{alert.at[-1]}".replace("-", "_")
            recordings.setdefault(record, Recording(record=record, expr=alert.value, labels=labels, at=at))
        read = promql.Selector(record, tuple(promql.Matcher(label, "=", value) for label, value in sorted(labels.items())))
        value = alert.value
        yield replace(alert, expr=promql.transform(alert.expr, lambda node, value=value, read=read: read if node == value else node))  # type: ignore[misc]  # bound early on purpose


def _record_name(subject: Subject, watched: Watched, alert: Alert) -> str:
    """Return `level:metric:operation`. https://prometheus.io/docs/practices/rules/"""
    kept = [label for node in promql.walk(alert.value) if isinstance(node, promql.Aggregate) for label in node.labels if label != "le"]
    level = "_".join((subject.kind, *dict.fromkeys(kept)))
    metric = "".join(character if character.isalnum() else "_" for character in watched.metric)
    return f"{level}:{metric}:{watched.operation}"
