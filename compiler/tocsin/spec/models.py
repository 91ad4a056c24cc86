"""The sections `models` and `components`: what runs, how it is scraped, watched and scaled."""

from typing import Annotated, Any, Literal, Self

from pydantic import Field, model_validator

from tocsin.section import Items, Name, Period, Section, Text, mistake
from tocsin.section.naming import AlertLabel, AnnotationName, KubernetesLabels, Link, PackName, PortName, Word
from tocsin.section.verbatim import Verbatim
from tocsin.spec.dashboards import PanelItem
from tocsin.spec.events import Events
from tocsin.spec.probes import Probe
from tocsin.spec.retraining import Retraining
from tocsin.spec.scaling import MOST_REPLICAS, Scaling
from tocsin.spec.scrape import Port, Scrape
from tocsin.spec.slos import Slo
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
    replicas: int | None = Field(default=None, ge=0, le=MOST_REPLICAS)
    """Replicas that its manifest asks for, when nothing scales it."""
    gpus: int | None = Field(default=None, ge=0, le=MOST_REPLICAS)
    """GPUs that each replica reserves: checked against `platform.quota`."""
    starts: Period | None = None
    """How long a new replica takes until it answers: the image is pulled, the model is loaded. What may sleep is not called down or
    unhealthy for so long when it wakes."""
    ports: dict[PortName, Port] = Field(default_factory=dict)
    """Its ports by name, as its manifest (and its Service) has them: scrapes are checked against them."""
    service: Name | None = None
    """Service in front of it; default: the workload's name. It becomes the label `job`."""
    labels: KubernetesLabels = Field(default_factory=dict)
    """Labels of that Service (or of the pods); default: `app: <name>`."""

    @property
    def predictor(self) -> str | None:
        """What KServe calls that which serves an InferenceService: in Standard mode a Deployment."""
        return None if self.kserve is None else f"{self.kserve}-predictor"

    def objects(self) -> dict[str, str]:
        """Return the name of the one object that it is, by the key of its kind."""
        named = {
            "deployment": self.deployment,
            "statefulset": self.statefulset,
            "daemonset": self.daemonset,
            "rollout": self.rollout,
            "kserve": self.kserve,
            "llminferenceservice": self.llminferenceservice,
        }
        return {kind: name for kind, name in named.items() if name is not None}

    @model_validator(mode="after")
    def _one(self) -> Self:
        if len(self.objects()) != 1:
            raise mistake(
                "model/no-workload",
                "a workload is exactly one object",
                "write one of `deployment:`, `statefulset:`, `daemonset:`, `rollout:`, `kserve:`, `llminferenceservice:`",
            )
        if self.mode == "Knative" and self.kserve is None:
            kind = next(iter(self.objects()))
            message = f"a `{kind}:` is not run by Knative, and what Knative runs may sleep"
            raise mistake("model/not-of-knative", message, "remove `mode:`, or name an InferenceService with `kserve:`")
        return self


def _removable(schema: dict[str, Any]) -> None:
    # What a pack brings is removed by `null`, before the types see it.
    schema["patternProperties"] = {key: {"anyOf": [value, {"type": "null"}]} for key, value in schema["patternProperties"].items()}


class Monitored(Section):
    """What models and components have in common."""

    profile: Word | None = None
    """What it has in common with others that name the same one of `profiles:`."""
    namespace: Name | None = None
    """Namespace it runs in; default: the platform's. A component without one, without a workload and a scrape is about the whole cluster:
    about all GPUs and nodes, and, of what is in a namespace each, the platform's own, unless `by:` asks for each namespace.
    """
    owner: Verbatim | None = None
    """Team that is called; default: the platform's."""
    component: Verbatim | None = None
    """The label `component` of its alerts."""
    labels: dict[AlertLabel, Verbatim] = Field(default_factory=dict)
    """Labels of its alerts."""
    annotations: dict[AnnotationName, Text] = Field(default_factory=dict)
    """More annotations of its alerts."""
    runtime: PackName | None = None
    """The pack of what runs it, a model server or an exporter: its metrics may be used, and are this one's own.

    What an exporter or a gateway tells of models has the labels `job` and `namespace` of its scrape.

    With the releases in use (`vllm@0.11`, `vllm@0.10-0.12`) a series that they do not serve is a mistake, and a renamed one is read by the
    names that it has in them.
    """
    known_as: Verbatim | Annotated[dict[Word, Verbatim], Field(min_length=1)] | None = None
    """What its metrics call it, when not by its name: one name, or one for each metric or pack.

    Two models of one name are told apart by the jobs that scrape them, or by their pods.
    """
    workload: Workload | None = None
    """What runs it."""
    scrape: Scrape | None = None
    """How its metrics are collected."""
    defaults: bool = True
    """Whether the runtime's pack brings its thresholds, objectives and panels, under those written here: docs/packs.md lists them. Its
    metrics may be named either way.
    """
    thresholds: dict[Word, AnyThreshold] = Field(default_factory=dict, json_schema_extra=_removable)
    """What is too much, too little, or too long: a metric, a condition, and how bad it is."""
    slos: dict[Word, Slo] = Field(default_factory=dict, json_schema_extra=_removable)
    """Objectives: how much may go wrong in a period, and who is called when it goes wrong too fast."""
    probes: dict[Name, Probe] = Field(default_factory=dict)
    """Questions asked from outside."""
    events: Events = Field(default_factory=Events.model_construct)
    """What is told of its everyday: new versions, an autoscaler at its maximum, replicas that do not converge."""
    scaling: Scaling | None = None
    """How many replicas it gets."""
    dashboard: bool = True
    """Whether a dashboard of its own is generated."""
    panels: Items[PanelItem] | None = ()
    """What its own dashboard shows besides alerts and objectives, each as in a row of `dashboards:`, of its own series. Those of
    the runtime's pack follow; `null` wants neither."""
    runbook: Link | None = None
    """URL of its alerts' runbook; default: the platform's."""

    def names(self, name: str) -> frozenset[str]:
        """Return all names by which its metrics may call it; `name` is what the spec calls it, which one name of theirs replaces."""
        known = self.known_as
        return frozenset((known,) if isinstance(known, str) else (name, *(known or {}).values()))


class Model(Monitored):
    """A model that is served."""

    retraining: Retraining | None = None
    """When it is trained again, and by whom."""


class Component(Monitored):
    """What is no model but serves them: GPU nodes, cache, gateway, database."""
