"""The section `schedule` of a retraining: when it runs, and what: a Kubernetes CronJob, or a CronWorkflow of Argo Workflows."""

import re
from typing import Annotated, Self

from pydantic import AfterValidator, Discriminator, Field, StringConstraints, Tag, model_validator

from tocsin.catalog.time_zones import time_zones
from tocsin.duration import MILLISECONDS, parse_duration
from tocsin.section import Items, Name, Period, SecretRef, Section, Text, mistake
from tocsin.section.naming import Word
from tocsin.section.verbatim import AS_IT_IS
from tocsin.spec.clock import CronText, TimeZone, skipped_time
from tocsin.spec.cron import DAY_MINUTES, Cron, runs_of
from tocsin.spec.resources import Number, Resources
from tocsin.spec.seconds import WHOLE_SECONDS


def _image(text: str) -> str:
    if not re.fullmatch(r"[!-~]{1,500}", text):
        raise mistake("schedule/bad-image", f"`{text}` is no image", "write `registry/name:tag` or `registry/name@sha256:…`")
    return text


WholeSeconds = Annotated[Period, WHOLE_SECONDS]


def _value_form(given: object) -> str:
    return "#secret" if isinstance(given, dict | SecretRef) else "#text"


_Argument = Annotated[str, AS_IT_IS]
Variable = Annotated[Annotated[_Argument, Tag("#text")] | Annotated[SecretRef, Tag("#secret")], Discriminator(_value_form)]
VariableName = Annotated[str, StringConstraints(pattern=r"^[a-zA-Z_][a-zA-Z0-9_]*$")]
ParameterName = Annotated[str, StringConstraints(pattern=r"^[-a-zA-Z0-9_]+$")]


class Job(Section):
    """A CronJob of Kubernetes, with one container. What it lacks here is patched in with Kustomize, or is a workflow."""

    image: Annotated[Text, AfterValidator(_image)]
    """Image of its container."""
    command: Items[_Argument] = ()
    """What it runs; default: the image's entry point."""
    args: Items[_Argument] = ()
    """Arguments of the command."""
    env: dict[VariableName, Variable] = Field(default_factory=dict)
    """Environment variables: a text, or a secret by reference: `{secret: registry, key: token}`."""
    service_account: Name | None = None
    """Service account of its pods; default: the namespace's."""
    resources: Resources = Field(default_factory=Resources.model_construct)
    """What its pod reserves, and may use at most."""
    retries: Number = 1
    """How often a run that fails is tried again before it has failed. Kubernetes' own default of 6 is dear on a GPU."""


class Workflow(Section):
    """A CronWorkflow of Argo Workflows (3.6 or newer) that runs a template."""

    template: Name
    """Name of the WorkflowTemplate, in the namespace of the model."""
    cluster: bool = False
    """Whether it is a ClusterWorkflowTemplate."""
    service_account: Name | None = None
    """Service account that it runs as; default: what the template says."""
    parameters: dict[ParameterName, _Argument] = Field(default_factory=dict)
    """Arguments of the template."""


class Schedule(Section):
    """When it runs, what, and when somebody is told that it did not."""

    cron: CronText
    """When: minute, hour, day of the month, month, day of the week, or `@daily`, `@weekly`, `@monthly`."""
    timezone: TimeZone = "UTC"
    """Time zone of that."""
    job: Job | None = None
    """A CronJob of Kubernetes."""
    workflow: Workflow | None = None
    """A CronWorkflow of Argo Workflows."""
    name: Name | None = None
    """Name of the object; default: `<model>-retraining`."""
    start_within: WholeSeconds = "1h"
    """How much later than planned a run may still begin, after an outage."""
    deadline: WholeSeconds | None = None
    """How long a run may take: then it is ended, and has failed."""
    slow: Period | None = None
    """A run that takes longer is an alert, and goes on. Only of a job: nobody tells how long a workflow has been running."""
    late: Period | None = None
    """How much longer ago than the longest time between two runs the last good one may be, before an alert; default: a seventh of that
    time, an hour at least, and no less than `deadline` or `slow`."""
    severity: Word | None = None
    """Severity of the alerts that it failed, is late, slow or missing; default: the platform's usual."""
    keep_succeeded: Number = 3
    """How many runs that ended well are kept."""
    keep_failed: Annotated[Number, Field(ge=1)] = 3
    """How many runs that failed are kept: alerts read them, and people their logs."""

    @property
    def runs(self) -> Cron:
        """Return when it runs."""
        return runs_of(self.cron)

    @model_validator(mode="after")
    def _runs_something(self) -> Self:
        if self.job is None and self.workflow is None:
            remedy = "add `job: {image: …}` for a CronJob, or `workflow: {template: …}` for a CronWorkflow"
            raise mistake("schedule/nothing-to-run", "the schedule says when, but not what", remedy)
        if self.job is not None and self.workflow is not None:
            raise mistake("schedule/two-jobs", "a schedule is one object", "keep one of `job:`, `workflow:`")
        if self.workflow is not None and self.slow is not None:
            remedy = "use `deadline:`, which Argo Workflows keeps itself"
            raise mistake("schedule/slow-workflow", "nobody tells how long a workflow has been running", remedy)
        if self.slow is not None and self.deadline is not None and (parse_duration(self.slow) or 0) >= (parse_duration(self.deadline) or 0):
            message = f"a run is ended after {self.deadline}, and so never takes longer than {self.slow}"
            raise mistake("schedule/slow-after-deadline", message, "write less at `slow`, or more at `deadline`")
        for first, last in time_zones()[self.timezone]:
            skipped = self._missed(first, last)
            if skipped is not None:
                raise skipped_time(self.timezone, skipped, last)
        return self

    def _missed(self, first: int, last: int) -> int | None:
        """Return a run, as its minute of the day, that clocks skip and whose lack is felt: an hour is allowed for them anyway."""
        minutes = self.runs.minutes
        skipped = [minute for minute in minutes if first <= minute <= last]
        others = [minute for minute in minutes if minute not in skipped]
        if not skipped or not others:
            return skipped[0] if skipped else None
        before = max((minute for minute in others if minute < first), default=others[-1] - DAY_MINUTES)
        after = min((minute for minute in others if minute > last), default=others[0] + DAY_MINUTES)
        longest = self.runs.longest_ms // MILLISECONDS["m"] + 60
        return skipped[0] if after - before - (last - first + 1) > longest else None
