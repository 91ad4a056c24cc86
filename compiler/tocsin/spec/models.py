"""The sections `models` and `components`: what runs, how it is scraped, watched and scaled."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, StringConstraints, model_validator

from tocsin.section import DurationText, Items, LabelName, Name, Section, Text, mistake
from tocsin.spec.probes import Probe
from tocsin.spec.scaling import Scaling
from tocsin.spec.slos import Slo
from tocsin.threshold import AlertName
from tocsin.thresholds import AnyThreshold


class Workload(Section):
    """What runs the model: exactly one of these."""

    deployment: Name | None = None
    """A Deployment."""
    statefulset: Name | None = None
    """A StatefulSet."""
    daemonset: Name | None = None
    """A DaemonSet: it runs on every node and cannot be scaled."""
    rollout: Name | None = None
    """An Argo Rollout."""
    kserve: Name | None = None
    """A KServe InferenceService; its predictor is the Deployment `<name>-predictor` in Standard mode."""
    llminferenceservice: Name | None = None
    """A KServe LLMInferenceService."""
    mode: Literal["Standard", "Knative"] = "Standard"
    """KServe's deployment mode."""
    replicas: int | None = Field(default=None, ge=0)
    """Replicas that its manifest asks for, when nothing scales it."""
    service: Name | None = None
    """Service in front of it; default: the workload's name. It becomes the label `job`."""
    labels: dict[str, str] = Field(default_factory=dict)
    """Labels of that Service (or of the pods); default: `app: <name>`."""

    @model_validator(mode="after")
    def _one(self) -> Workload:
        kinds = [self.deployment, self.statefulset, self.daemonset, self.rollout, self.kserve, self.llminferenceservice]
        if sum(kind is not None for kind in kinds) != 1:
            raise mistake(
                "model/no-workload",
                "a workload is exactly one object",
                "write one of `deployment:`, `statefulset:`, `daemonset:`, `rollout:`, `kserve:`, `llminferenceservice:`",
            )
        return self


class Scrape(Section):
    """How its metrics are collected."""

    port: str | Annotated[int, Field(ge=1, le=65535)] | None = None
    """Name of the port on the Service (or container), or its number. Only an existing job and `targets` need none."""
    path: Annotated[str, StringConstraints(pattern=r"^/\S*$")] = "/metrics"
    """Path of the metrics page."""
    scheme: Literal["http", "https"] = "http"
    """Protocol."""
    every: DurationText | None = None
    """Interval; default: the platform's."""
    timeout: DurationText | None = None
    """How long an answer may take; at most the interval."""
    through: Literal["service", "pods"] | None = None
    """Over its Service or its pods; default: the Service, for KServe the pods."""
    job_label: str | None = None
    """Label of the Service whose value becomes `job`; default: the Service's name."""
    job: str | None = None
    """The value of the label `job`, when an existing scrape job (not generated here) collects the metrics."""
    targets: Items[Annotated[str, StringConstraints(pattern=r"^[^/\s]+:\d+$")]] = ()
    """`host:port` of what a plain Prometheus scrapes; where prometheus-operator runs, it finds them itself."""
    namespace: Name | None = None
    """Namespace of what an existing job scrapes, when not the model's: an exporter's, for example."""
    honor_labels: bool = False
    """Whether labels of the exporter win over those of the scrape."""
    labels: dict[LabelName, str] = Field(default_factory=dict)
    """Labels that every series of it gets."""
    drop: Items[str] = ()
    """Regular expressions of metric names not to store."""
    down: DurationText | None = "3m"
    """How long the target may be down or missing before an alert; null: never alert."""
    severity: str | None = None
    """Severity of that alert; default: the gravest."""
    alert: AlertName = "TargetDown"
    """Name of that alert."""
    component: str | None = None
    """The label `component` of that alert."""

    @model_validator(mode="after")
    def _one_job(self) -> Scrape:
        if self.job is not None and self.targets:
            remedy = "keep `job` when it exists, or `targets` to generate one"
            raise mistake("scrape/two-jobs", "an existing job has targets of its own", remedy)
        if self.port is None and self.job is None and not self.targets:
            raise mistake("scrape/no-port", "`port` is missing", "add `port:`, the name of the port that serves the metrics")
        return self


class Monitored(Section):
    """What models and components have in common."""

    namespace: Name | None = None
    """Namespace it runs in; default: the platform's."""
    owner: Text | None = None
    """Team that is called; default: the platform's."""
    component: str | None = None
    """The label `component` of its alerts."""
    labels: dict[LabelName, str] = Field(default_factory=dict)
    """Labels of its alerts."""
    runtime: str | None = None
    """The pack of what runs it, a model server or an exporter: its metrics may be used, and are this one's own."""
    known_as: str | dict[str, str] | None = None
    """What its metrics call it, when not by its name: one name, or one for each metric or pack."""
    workload: Workload | None = None
    """What runs it."""
    scrape: Scrape | None = None
    """How its metrics are collected."""
    thresholds: dict[str, AnyThreshold] = Field(default_factory=dict)
    """What is too much, too little, or too long: a metric, a condition, and how bad it is."""
    slos: dict[str, Slo] = Field(default_factory=dict)
    """Objectives: how much may go wrong in a period, and who is called when it goes wrong too fast."""
    probes: dict[Name, Probe] = Field(default_factory=dict)
    """Questions asked from outside."""
    scaling: Scaling | None = None
    """How many replicas it gets."""
    dashboard: bool = True
    """Whether a dashboard of its own is generated."""
    runbook: Text | None = None
    """URL of its alerts' runbook; default: the platform's."""


class Model(Monitored):
    """A model that is served."""


class Component(Monitored):
    """What is no model but serves them: GPU nodes, cache, gateway, database."""
