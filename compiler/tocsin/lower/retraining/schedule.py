"""The schedule of a retraining: the object that runs it, and the rules that watch it."""

from __future__ import annotations

from math import ceil
from typing import Final

from tocsin.catalog.time_zones import time_zones
from tocsin.conventions import object_labels
from tocsin.duration import MILLISECONDS
from tocsin.ir import Alert, Job, Recording, RuleGroup, Schedule, Workflow
from tocsin.lower.context import Context, milliseconds, version
from tocsin.lower.retraining.cron_jobs import cron_job_rules
from tocsin.lower.retraining.section import retraining_of
from tocsin.lower.retraining.watching import Watching
from tocsin.lower.retraining.workflows import workflow_rules
from tocsin.lower.secret_keys import key_of
from tocsin.lower.subject import Subject
from tocsin.spec import schedules as spec
from tocsin.versions import supported

# A CronJob's name and `-` and the minute of the run must fit into the name of a pod's label: ValidateCronJobCreate in
# kubernetes/pkg/apis/batch/validation/validation.go.
_LONGEST_NAME: Final = 52
# The controller looks every 10 seconds, and would miss what may begin only within less.
# https://kubernetes.io/docs/concepts/workloads/controllers/cron-jobs/#cron-job-limitations
_SHORTEST_START_MS: Final = 10_000
_PACKS: Final = {"job": "kube-state-metrics", "workflow": "argo-flux"}


def schedule_of(context: Context, subject: Subject) -> Schedule | None:
    """Return the schedule of `subject`; None when it has none."""
    section = _section(subject)
    if section is None:
        return None
    _check(context, subject, section)
    return Schedule(
        name=_name(subject, section),
        namespace=subject.namespace,
        labels=object_labels(context.platform.name, context.environment),
        cron=section.cron,
        timezone=section.timezone,
        runs=_runs(section),
        start_within_seconds=milliseconds(section.start_within) // MILLISECONDS["s"],
        deadline_seconds=milliseconds(section.deadline) // MILLISECONDS["s"] if section.deadline is not None else None,
        keep_succeeded=section.keep_succeeded,
        keep_failed=section.keep_failed,
        sources=subject.sources,
        at=(*subject.at, "retraining", "schedule"),
    )


def schedule_group(context: Context, subject: Subject) -> RuleGroup:
    """Return the rules that tell when a schedule's run failed, is late, takes too long, or does not exist."""
    section = _section(subject)
    rules = () if section is None else _rules(context, subject, section)
    return RuleGroup(name=f"{subject.name}.retraining", interval_ms=0, rules=rules, at=(*subject.at, "retraining"))


def _rules(context: Context, subject: Subject, section: spec.Schedule) -> tuple[Alert | Recording, ...]:
    pack = context.resolved.packs.get(_PACKS["job" if section.workflow is None else "workflow"])
    if pack is None:
        return ()  # said by `_check`
    watching = Watching(
        context=context,
        subject=subject,
        pack=pack,
        name=_name(subject, section),
        severity=section.severity or context.usual,
        late_ms=late_ms(section),
        slow_ms=milliseconds(section.slow) if section.slow is not None else None,
        recent_ms=max(section.runs.shortest_ms // 2, context.window_ms),
        at=(*subject.at, "retraining", "schedule"),
    )
    return tuple(cron_job_rules(watching) if section.workflow is None else workflow_rules(watching, section.workflow.template))


def late_ms(section: spec.Schedule) -> int:
    """Return how long ago the last good run may be: the longest time between two runs, and what it may be late.

    Where clocks are put back, one of those times is an hour longer.
    """
    hour = MILLISECONDS["h"]
    longest = section.runs.longest_ms + (hour if time_zones()[section.timezone] else 0)
    if section.late is not None:
        return longest + milliseconds(section.late)
    allowed = [milliseconds(each) for each in (section.deadline, section.slow) if each is not None]
    return longest + max(ceil(section.runs.longest_ms / 7 / hour) * hour, *allowed, hour)


def _section(subject: Subject) -> spec.Schedule | None:
    section = retraining_of(subject)
    return section.schedule if section is not None else None


def _name(subject: Subject, section: spec.Schedule) -> str:
    return section.name or f"{subject.name}-retraining"


def _runs(section: spec.Schedule) -> Job | Workflow:
    if section.workflow is not None:
        workflow = section.workflow
        return Workflow(
            template=workflow.template,
            cluster=workflow.cluster,
            parameters=tuple(workflow.parameters.items()),
            service_account=workflow.service_account,
        )
    job = section.job
    if job is None:
        raise AssertionError("validated: a schedule runs one of them")
    variables = ((name, value if isinstance(value, str) else key_of(value)) for name, value in job.env.items())
    return Job(
        image=job.image,
        command=job.command,
        args=job.args,
        env=tuple(variables),
        service_account=job.service_account,
        requests={name: str(amount) for name, amount in job.resources.requests.items()},
        limits={name: str(amount) for name, amount in job.resources.limits.items()},
        retries=job.retries,
    )


def _check(context: Context, subject: Subject, section: spec.Schedule) -> None:
    at = (*subject.at, "retraining", "schedule")
    add = context.findings.add
    kind = "job" if section.workflow is None else "workflow"
    if _PACKS[kind] not in context.resolved.packs:
        message = f"nothing tells whether the {kind} runs: the pack `{_PACKS[kind]}` is not in use"
        add("schedule/unwatched", message, f"add `{_PACKS[kind]}` to `use:`", at=(*at, kind), part="key")
    name = _name(subject, section)
    if len(name) > _LONGEST_NAME:
        message = f"`{name}` is longer than {_LONGEST_NAME} characters, and its runs are called after it"
        add("schedule/long-name", message, "give it a shorter `name:`", at=(*at, "name") if section.name else at)
    if milliseconds(section.start_within) < _SHORTEST_START_MS:
        message = f"within {section.start_within} no run may ever begin: Kubernetes looks every 10 seconds"
        add("schedule/short-start", message, "write `10s` or more", at=(*at, "start_within"))
    if section.severity is not None:
        context.has_severity(section.severity, "schedule/unknown-severity", (*at, "severity"))
    if kind == "job" and not supported("kubernetes/cronjob-time-zone", version(context.cluster.kubernetes)):
        message = f"Kubernetes {context.cluster.kubernetes} runs every CronJob in the time zone of its controller"
        add(
            "schedule/needs-newer-kubernetes",
            message,
            "raise `platform.cluster.kubernetes`, or run a workflow",
            at=(*at, "job"),
            part="key",
        )
