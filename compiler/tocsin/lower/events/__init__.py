"""Alerts on events that kube-state-metrics reports: new versions, trainings, autoscalers at their maximum."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final, NamedTuple

from tocsin import promql, units
from tocsin.conventions import AUTOSCALER_LABEL, SEVERITY_LABEL
from tocsin.ir import Alert, Proof, RuleGroup, Script
from tocsin.lower.annotations import Facts, Sentences, annotate
from tocsin.lower.context import Context, milliseconds
from tocsin.lower.events.proofs import at_maximum, deployed, not_converging, started
from tocsin.lower.subject import Subject
from tocsin.section import Guide
from tocsin.source import KeyPath
from tocsin.spec.models import Model

PACK: Final = "kube-state-metrics"
_HPA: Final = "kube_horizontalpodautoscaler"
MAXIMUM: Final = f"{_HPA}_spec_max_replicas"
"""The most replicas that an autoscaler may ask for."""
# How long a mark is, and how far an alert looks back: several scrapes.
RECENT_MS: Final = 300_000

_DEPLOYED = Sentences("<< subject >>: a new version is deployed", "The << workload >> of << place >> has changed.")
_TRAINING = Sentences("<< subject >>: a retraining has started", "The CronJob << job >> has started a retraining of << place >>.")
_FULL = Sentences(
    "<< subject >>: the autoscaler is at its maximum",
    "<< place >> has had all << most >> replicas that its autoscaler may give it<< duration >>: more load brings no more of them.",
)
_APART = Sentences(
    "<< subject >>: replicas do not converge",
    "The autoscaler of << place >> has wanted other replicas than there are<< duration >>: << value >> more (negative: fewer).",
)
_FULL_GUIDE: Final = Guide.model_construct(
    meaning="The model cannot grow any further. Nothing is wrong yet, but more load makes it slower.",
    causes=(
        "More load than was planned for.",
        "A metric that does not fall when replicas are added, so that the autoscaler never has enough.",
    ),
    actions=(
        "Look whether latency is good; then the target may be too low, and raising it saves replicas.",
        "Raise `scaling.replicas.max` when there is room for more.",
    ),
)
_APART_GUIDE: Final = Guide.model_construct(
    meaning="There are other replicas than the autoscaler wants, so that load and replicas do not fit.",
    causes=(
        "Pods find no node, usually none with a free GPU.",
        "A quota, or a workload that somebody else scales too.",
        "Replicas that do not come up, or do not end.",
    ),
    actions=(
        "`kubectl describe hpa` tells what it wants and why.",
        "`kubectl get pods` tells pending, crashing and terminating apart; `kubectl describe pod` tells the reason.",
    ),
)
_NO_LABELS: Final[Mapping[str, str]] = {}
_GUIDES: Final = {"ScalingAtMaximum": _FULL_GUIDE, "ReplicasNotConverging": _APART_GUIDE}


class _Versions(NamedTuple):
    """The series of one kind of workload: its generation, and the replicas that are asked for, whose change is no new version."""

    generation: str
    replicas: str | None


_VERSIONS: Final = {
    "deployment": _Versions("kube_deployment_status_observed_generation", "kube_deployment_spec_replicas"),
    "statefulset": _Versions("kube_statefulset_status_observed_generation", "kube_statefulset_replicas"),
    "daemonset": _Versions("kube_daemonset_status_observed_generation", None),
}


def event_group(context: Context, subject: Subject) -> RuleGroup:
    """Return the alerts on events of `subject`; without rules when kube-state-metrics is not in use, or nothing is to be told."""
    rules = tuple(_alerts(context, subject)) if PACK in context.resolved.packs else ()
    return RuleGroup(name=f"{subject.name}.events", interval_ms=0, rules=rules, at=subject.at)


def is_event(alert: Alert) -> bool:
    """Tell whether `alert` is one of these, which say nothing that a panel of its own would show."""
    return alert.at[2:3] == ("events",)


def kind_of(subject: Subject) -> str | None:
    """Return the kind of workload whose versions kube-state-metrics tells, and its label for the name; None of others."""
    workload = subject.spec.workload
    if workload is None or subject.workload is None:
        return None
    if workload.statefulset is not None or workload.daemonset is not None:
        return "statefulset" if workload.statefulset is not None else "daemonset"
    return "deployment" if subject.target is not None and subject.target.kind == "Deployment" else None


def new_versions(kind: str, where: tuple[promql.Matcher, ...], by: tuple[str, ...]) -> promql.Expr:
    """Return how often a workload changed lately without being scaled: Kubernetes counts a change of its replicas as one too.

    https://kubernetes.io/docs/reference/using-api/api-concepts/#resource-generation
    """
    names = _VERSIONS[kind]
    changed = _changes(names.generation, where, by)
    return changed if names.replicas is None else promql.subtract(changed, _changes(names.replicas, where, by))


def retraining_job(subject: Subject) -> str | None:
    """Return the CronJob that trains `subject` again; None when there is none."""
    section = subject.spec.retraining if isinstance(subject.spec, Model) else None
    if section is None or section.schedule is None or section.schedule.job is None:
        return None
    return section.schedule.name or f"{subject.name}-retraining"


def since_training(where: tuple[promql.Matcher, ...], by: tuple[str, ...]) -> promql.Expr:
    """Return how many seconds ago CronJobs last started a run."""
    return promql.subtract(
        promql.call("time"), promql.Aggregate("max", promql.Selector("kube_cronjob_status_last_schedule_time", where), by)
    )


def _changes(metric: str, where: tuple[promql.Matcher, ...], by: tuple[str, ...]) -> promql.Expr:
    return promql.Aggregate("max", promql.call("changes", promql.Range(promql.Selector(metric, where), RECENT_MS)), by)


def _alerts(context: Context, subject: Subject) -> Iterator[Alert]:
    events, kind = subject.spec.events, kind_of(subject)
    if events.deployed == "alert" and kind is not None and subject.workload is not None:
        where = (promql.equals(kind, subject.workload), promql.equals("namespace", subject.namespace))
        yield _alert(
            context, subject, "Deployed", new_versions(kind, where, ()), (">", 0.0), wait=None, unit="count", usual=_DEPLOYED,
            condition="changed", key="events", more=(("workload", kind),),
            proof=deployed(*_VERSIONS[kind], where, RECENT_MS),
        )  # fmt: skip
    job = retraining_job(subject)
    if events.retraining == "alert" and job is not None:
        where = (promql.equals("cronjob", job), promql.equals("namespace", subject.namespace))
        yield _alert(
            context, subject, "RetrainingStarted", since_training(where, ()), ("<", RECENT_MS / 1000), wait=None, unit="seconds",
            usual=_TRAINING, condition="started", key="events", more=(("job", job),), proof=started(where, RECENT_MS),
        )  # fmt: skip
    yield from _autoscaler(context, subject)


def _autoscaler(context: Context, subject: Subject) -> Iterator[Alert]:
    """Yield what kubernetes-mixin calls KubeHpaMaxedOut and KubeHpaReplicasMismatch, of the autoscaler that is generated.

    https://github.com/kubernetes-monitoring/kubernetes-mixin/blob/master/alerts/apps_alerts.libsonnet
    """
    events = subject.spec.events
    if subject.target is None or subject.autoscaler is None:
        return
    its = {AUTOSCALER_LABEL: subject.autoscaler}
    where = (promql.equals(AUTOSCALER_LABEL, subject.autoscaler), promql.equals("namespace", subject.namespace))
    now, wanted, most = (
        promql.Aggregate("max", promql.Selector(name, where))
        for name in (f"{_HPA}_status_current_replicas", f"{_HPA}_status_desired_replicas", MAXIMUM)
    )
    replicas = context.resolved.replicas(subject.spec)
    # What cannot vary is always at its maximum.
    if events.at_maximum is not None and replicas is not None and replicas.min < replicas.max:
        yield _alert(
            context, subject, "ScalingAtMaximum", promql.divide(now, most), (">=", 1.0), wait=events.at_maximum, unit="ratio", usual=_FULL,
            condition="at its maximum", key="at_maximum", more=(("most", str(replicas.max)),), proof=at_maximum(_HPA, where), labels=its,
        )  # fmt: skip
    if events.not_converging is not None:
        yield _alert(
            context, subject, "ReplicasNotConverging", promql.subtract(wanted, now), ("!=", 0.0), wait=events.not_converging,
            unit="replicas", usual=_APART, condition="other than wanted", key="not_converging", more=(), proof=not_converging(_HPA, where),
            labels=its,
        )  # fmt: skip


def _alert(  # noqa: PLR0913  # one alert has this many facts
    context: Context, subject: Subject, name: str, value: promql.Expr, limit: tuple[str, float], *, wait: str | None, unit: str,
    usual: Sentences, condition: str, key: str, more: tuple[tuple[str, str], ...], proof: Proof | Script,
    labels: Mapping[str, str] = _NO_LABELS,
) -> Alert:  # fmt: skip
    severity = context.severity(subject.spec.events.severity, context.platform.severities[0], (*subject.at, "events", "severity"))
    at: KeyPath = (*subject.at, "events") if key == "events" else (*subject.at, "events", key)
    shown = units.UNITS[unit]
    facts = Facts(
        alert=name, severity=severity, for_ms=milliseconds(wait) if wait is not None else 0, title=condition, condition=condition,
        value=shown.value, threshold=key, more=more,
    )  # fmt: skip
    return Alert(
        name=name,
        expr=promql.compare(limit[0], value, limit[1]),
        value=value,
        unit=shown,
        limits=(limit,),
        for_ms=facts.for_ms,
        severity=severity,
        labels={**subject.labels, **labels, SEVERITY_LABEL: severity},
        annotations=annotate(context, subject, facts, usual, at=at),
        title=_TITLES[name],
        condition=condition,
        at=at,
        guide=_GUIDES.get(name),
        proof=proof if isinstance(proof, Proof) else None,
        script=proof if isinstance(proof, Script) else None,
    )


_TITLES: Final = {
    "Deployed": "version",
    "RetrainingStarted": "retraining",
    "ScalingAtMaximum": "autoscaler",
    "ReplicasNotConverging": "replicas",
}
