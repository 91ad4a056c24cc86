"""What trains models on a schedule: CronJobs of Kubernetes, CronWorkflows of Argo Workflows.

Neither says `suspend`: whoever suspends one by hand is not overruled by the next `kubectl apply`.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import assert_never

from tocsin import ir
from tocsin.artifact import Artifact
from tocsin.conventions import header
from tocsin.emit.parts.kubernetes import kubernetes_object
from tocsin.yaml_writer import dumps


def emit(platform: ir.Platform) -> Iterator[Artifact]:
    """Yield a file for each schedule."""
    for schedule in platform.schedules:
        match schedule.runs:
            case ir.Job():
                version, kind, spec = "batch/v1", "CronJob", _cron_job(schedule, schedule.runs)
            case ir.Workflow():
                version, kind, spec = "argoproj.io/v1alpha1", "CronWorkflow", _cron_workflow(schedule, schedule.runs)
            case _:
                assert_never(schedule.runs)
        head = kubernetes_object(version, kind, name=schedule.name, namespace=schedule.namespace, labels=schedule.labels)
        yield Artifact(schedule.file, dumps({**head, "spec": spec}, header=header(schedule.sources)))


def _cron_job(schedule: ir.Schedule, job: ir.Job) -> dict[str, object]:
    """Return the spec: https://kubernetes.io/docs/concepts/workloads/controllers/cron-jobs/."""
    labels = dict(sorted(schedule.labels.items()))
    account = {} if job.service_account is None else {"serviceAccountName": job.service_account}
    # A container that failed stays to be looked at; `retries` starts another pod.
    pod = {"restartPolicy": "Never", **account, "containers": [_container(job)]}
    return {
        "schedule": schedule.cron,
        "timeZone": schedule.timezone,
        **_policy(schedule),
        "jobTemplate": {
            "metadata": {"labels": labels},
            "spec": {"backoffLimit": job.retries, **_deadline(schedule), "template": {"metadata": {"labels": labels}, "spec": pod}},
        },
    }


def _container(job: ir.Job) -> dict[str, object]:
    resources = {key: dict(amounts) for key, amounts in (("requests", job.requests), ("limits", job.limits)) if amounts}
    said = {
        "command": list(job.command),
        "args": list(job.args),
        "env": [{"name": name, **_value(value)} for name, value in job.env],
        "resources": resources,
    }
    return {"name": "retraining", "image": job.image, **{key: value for key, value in said.items() if value}}


def _value(value: str | ir.SecretKey) -> dict[str, object]:
    return {"value": value} if isinstance(value, str) else {"valueFrom": {"secretKeyRef": {"name": value.secret, "key": value.key}}}


def _cron_workflow(schedule: ir.Schedule, workflow: ir.Workflow) -> dict[str, object]:
    """Return the spec: https://argo-workflows.readthedocs.io/en/latest/cron-workflows/."""
    scope = {"clusterScope": True} if workflow.cluster else {}
    account = {} if workflow.service_account is None else {"serviceAccountName": workflow.service_account}
    parameters = [{"name": name, "value": value} for name, value in workflow.parameters]
    return {
        "schedules": [schedule.cron],
        "timezone": schedule.timezone,
        **_policy(schedule),
        "workflowMetadata": {"labels": dict(sorted(schedule.labels.items()))},
        "workflowSpec": {
            "workflowTemplateRef": {"name": workflow.template, **scope},
            **account,
            **_deadline(schedule),
            **({"arguments": {"parameters": parameters}} if parameters else {}),
        },
    }


def _policy(schedule: ir.Schedule) -> dict[str, object]:
    """Return what both kinds say alike: one run at a time, and a missed one only while it is still of use.

    Without a deadline a CronJob that missed 100 starts is never started again.
    """
    return {
        "concurrencyPolicy": "Forbid",
        "startingDeadlineSeconds": schedule.start_within_seconds,
        "successfulJobsHistoryLimit": schedule.keep_succeeded,
        "failedJobsHistoryLimit": schedule.keep_failed,
    }


def _deadline(schedule: ir.Schedule) -> dict[str, object]:
    return {} if schedule.deadline_seconds is None else {"activeDeadlineSeconds": schedule.deadline_seconds}
