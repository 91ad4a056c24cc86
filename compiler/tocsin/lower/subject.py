"""A model or component with all that follows from where and how it runs: labels, job, pods, what can be scaled."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Literal

from msgspec import Struct

from tocsin.conventions import (
    COMPONENT_LABEL,
    ENVIRONMENT_LABEL,
    MODEL_LABEL,
    NAMESPACE_LABEL,
    OWNER_LABEL,
    PLATFORM_LABEL,
    SUBJECT_LABEL,
    scaler,
    scrape_job,
)
from tocsin.duration import parse_duration
from tocsin.ir import ScaleTarget
from tocsin.promql import Matcher
from tocsin.source import KeyPath
from tocsin.spec.down import TargetsDown
from tocsin.spec.models import Monitored, Workload
from tocsin.spec.resolved import Resolved

# What the pods of a workload are called. https://kubernetes.io/docs/concepts/workloads/controllers/
_PODS = {"deployment": "-[a-z0-9]+-[a-z0-9]+", "rollout": "-[a-z0-9]+-[a-z0-9]+", "statefulset": "-[0-9]+", "daemonset": "-[a-z0-9]+"}


class Subject(Struct, frozen=True, kw_only=True):
    """What alerts, monitors, autoscalers and dashboards are about."""

    kind: Literal["model", "component"]
    name: str
    spec: Monitored
    namespace: str
    owner: str | None
    workload: str | None
    """Name of the object that owns the pods: for KServe the predictor's Deployment."""
    pods: str | None
    """RE2 expression of its pods' names."""
    target: ScaleTarget | None
    """What can be scaled, None when nothing can."""
    autoscaler: str | None
    """Name of its HorizontalPodAutoscaler, as kube-state-metrics tells it."""
    job: str | None
    """The label `job` of what its own scrape collects."""
    scraped_namespace: str | None
    """The label `namespace` of what its own scrape collects; None when nothing gives it one."""
    sleeps: bool
    """Whether it may have no replica."""
    each: tuple[str, ...]
    """The labels of its targets of which each matters by itself; none: only that all of them are down is a fault of its."""
    sources: tuple[str, ...]
    place: str
    """What its texts call it: its name, and where it is unless it is about the whole cluster."""
    identity: Mapping[str, str]
    """The labels that tell it from everything else: of its recordings, and of its alerts.

    The label `component` is none of them: it is a category, and several components may share it.
    """
    labels: Mapping[str, str]
    """The labels that all its alerts share."""
    at: KeyPath

    def known_as(self, metric: str, pack: str | None) -> str:
        """Return what `metric` (of `pack`) calls it."""
        names = self.spec.known_as
        if names is None or isinstance(names, str):
            return names or self.name
        return names.get(metric) or names.get(pack or "") or self.name

    @property
    def wakes_ms(self) -> int:
        """How long a replica of what may sleep takes to start, in milliseconds; 0 where it never sleeps, or nobody says."""
        starts = self.spec.workload.starts if self.spec.workload is not None and self.sleeps else None
        return parse_duration(starts) or 0 if starts is not None else 0

    @property
    def answers(self) -> bool:
        """Whether it has targets, of which `up` tells; what is pushed has none: the Pushgateway is the target."""
        return self.job is not None and self.spec.scrape is not None and not self.spec.scrape.pushed

    def scraped(self) -> tuple[Matcher, ...]:
        """Return the matchers of what its own scrape collects."""
        if self.job is None:
            return ()
        namespace = () if self.scraped_namespace is None else (Matcher("namespace", "=", self.scraped_namespace),)
        return (Matcher("job", "=", self.job), *namespace)


def subjects(resolved: Resolved) -> Iterator[Subject]:
    """Yield the models, then the components, in the order of the spec."""
    for name, model in resolved.spec.models.items():
        yield _subject(resolved, "model", name, model)
    for name, component in resolved.spec.components.items():
        yield _subject(resolved, "component", name, component)


def subject_of(resolved: Resolved, kind: Literal["model", "component"], name: str) -> Subject:
    """Return one model or component that the spec has."""
    return _subject(resolved, kind, name, resolved.spec.models[name] if kind == "model" else resolved.spec.components[name])


def identity(resolved: Resolved, kind: Literal["model", "component"], name: str, namespace: str) -> dict[str, str]:
    """Return the labels that tell a subject from everything else."""
    return {
        MODEL_LABEL if kind == "model" else SUBJECT_LABEL: name,
        NAMESPACE_LABEL: namespace,
        PLATFORM_LABEL: resolved.spec.platform.name,
        ENVIRONMENT_LABEL: resolved.environment,
    }


def platform_identity(resolved: Resolved) -> dict[str, str]:
    """Return the labels that tell what is about a platform as a whole from everything else."""
    platform = resolved.spec.platform
    return {NAMESPACE_LABEL: platform.namespace, PLATFORM_LABEL: platform.name, ENVIRONMENT_LABEL: resolved.environment}


def _subject(resolved: Resolved, kind: Literal["model", "component"], name: str, spec: Monitored) -> Subject:
    platform = resolved.spec.platform
    namespace = spec.namespace or platform.namespace
    at: KeyPath = ("models" if kind == "model" else "components", name)
    workload, pods, target = _workload(spec.workload) if spec.workload is not None else (None, None, None)
    scaling = spec.scaling
    autoscaler = None
    if scaling is not None:
        autoscaler = scaling.name or scaler(name)
        if (scaling.by or platform.cluster.autoscaler) == "keda":
            autoscaler = f"keda-hpa-{autoscaler}"
    # A component that names no namespace and runs nowhere in particular is about the whole cluster.
    everywhere = kind == "component" and spec.namespace is None and spec.workload is None and spec.scrape is None
    owner = spec.owner or platform.owner
    own = identity(resolved, kind, name, namespace)
    component = spec.component or (name if kind == "component" else None)
    told = {label: value for label, value in ((COMPONENT_LABEL, component), (OWNER_LABEL, owner)) if value is not None}
    return Subject(
        kind=kind,
        name=name,
        spec=spec,
        namespace=namespace,
        owner=owner,
        workload=workload,
        pods=pods,
        target=target,
        autoscaler=autoscaler,
        job=_job(resolved, spec, name, namespace, workload),
        # The operator adds the label to every target; a plain Prometheus has it only where somebody says so.
        scraped_namespace=(spec.scrape.namespace if spec.scrape is not None else None) or (namespace if operated(resolved) else None),
        sleeps=_sleeps(resolved, spec),
        each=_each(resolved, spec),
        sources=tuple(
            dict.fromkeys(
                (
                    *(resolved.origins.file(each) for each in (at, *((*at, "slos", name, "objective") for name in spec.slos))),
                    *resolved.origins.files_within(at),
                )
            )
        ),
        place=name if everywhere else f"{name} in {namespace}",
        identity=own,
        labels={**own, **told, **platform.labels, **spec.labels},
        at=at,
    )


def _sleeps(resolved: Resolved, spec: Monitored) -> bool:
    """Tell whether there may be no replica: of what it scales itself, or what another does that runs there too."""
    if spec.workload is not None and (spec.workload.mode == "Knative" or spec.workload.replicas == 0):
        return True
    return resolved.fewest(spec) == 0 or resolved.place(spec) in resolved.asleep


def _each(resolved: Resolved, spec: Monitored) -> tuple[str, ...]:
    """Return the labels of the targets that are asked for one by one: what runs on each node watches a node of its own."""
    down = None if spec.scrape is None else spec.scrape.down
    if isinstance(down, TargetsDown) and (down.by is not None or down.above is not None):
        return tuple(down.by or ())
    pack = resolved.packs.get(spec.runtime or "")
    on_each_node = (spec.workload is not None and spec.workload.daemonset is not None) or (pack is not None and pack.on_each_node)
    return ("instance",) if on_each_node else ()


def _workload(workload: Workload) -> tuple[str | None, str | None, ScaleTarget | None]:
    if workload.deployment is not None:
        return _apps("deployment", "Deployment", workload.deployment)
    if workload.statefulset is not None:
        return _apps("statefulset", "StatefulSet", workload.statefulset)
    if workload.daemonset is not None:
        return workload.daemonset, workload.daemonset + _PODS["daemonset"], None
    if workload.rollout is not None:
        target = ScaleTarget(api_version="argoproj.io/v1alpha1", kind="Rollout", name=workload.rollout)
        return workload.rollout, workload.rollout + _PODS["rollout"], target
    if workload.predictor is not None:
        # An InferenceService has no scale subresource; in Standard mode its predictor is a Deployment that has one.
        if workload.mode == "Standard":
            return _apps("deployment", "Deployment", workload.predictor)
        return workload.predictor, f"{workload.predictor}-[0-9]+-deployment{_PODS['deployment']}", None
    return workload.llminferenceservice, f"{workload.llminferenceservice}-.+", None


def _apps(kind: str, title: str, name: str) -> tuple[str, str, ScaleTarget]:
    return name, name + _PODS[kind], ScaleTarget(api_version="apps/v1", kind=title, name=name)


def operated(resolved: Resolved) -> bool:
    """Return whether an operator runs: it finds targets, and gives them the labels `namespace`, `pod` and more."""
    return resolved.spec.platform.cluster.prometheus.stack != "prometheus"


def by_google(resolved: Resolved) -> bool:
    """Return whether the operator is that of Google's managed service, which has resources of its own."""
    return resolved.spec.platform.cluster.prometheus.stack == "google"


def monitor_kind(resolved: Resolved, spec: Monitored) -> Literal["service", "pods"]:
    """Return what is scraped: KServe's services carry labels that nobody promised, so there it is the pods; Google knows pods only."""
    if by_google(resolved):
        return "pods"
    if spec.scrape is not None and spec.scrape.through is not None:
        return spec.scrape.through
    workload = spec.workload
    on_pods = workload is not None and (workload.kserve or workload.llminferenceservice or workload.daemonset)
    return "pods" if on_pods else "service"


def _job(resolved: Resolved, spec: Monitored, name: str, namespace: str, workload: str | None) -> str | None:
    """Return the label `job` as prometheus-operator computes it, or Google's, which calls it after the PodMonitoring.

    https://github.com/prometheus-operator/prometheus-operator/blob/main/pkg/prometheus/promcfg.go,
    https://github.com/GoogleCloudPlatform/prometheus-engine/blob/main/pkg/operator/apis/monitoring/v1/pod_config.go
    """
    if spec.scrape is None:
        return None
    if spec.scrape.job is not None:
        return spec.scrape.job
    if spec.scrape.targets:
        return scrape_job(resolved.spec.platform.name, resolved.environment, name)
    if by_google(resolved):
        return name
    labels = spec.workload.labels if spec.workload is not None else {}
    if spec.scrape.job_label in labels:
        return labels[spec.scrape.job_label]
    if monitor_kind(resolved, spec) == "pods":
        return f"{namespace}/{name}"
    return (spec.workload.service if spec.workload else None) or workload or name
