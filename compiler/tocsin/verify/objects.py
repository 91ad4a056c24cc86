"""The Kubernetes objects among the artefacts, and those that a platform must have."""

from __future__ import annotations

import fnmatch
from collections.abc import Iterator, Mapping
from typing import Any, Final

from msgspec import Struct

from tocsin import ir, source
from tocsin.division.rule_groups import undivided
from tocsin.verify.walk import mapping
from tocsin.verify.written import UnreadableError, Written

KUSTOMIZATION: Final = "kustomization.yaml"
_OBJECTS: Final = (
    KUSTOMIZATION,
    "rules/*.yaml",
    "monitors/*.yaml",
    "autoscalers/*.yaml",
    "analysis/*.yaml",
    "schedules/*.yaml",
    "alertmanager/secret.yaml",
    "alertmanager/alertmanagerconfig.yaml",
    "dashboards/*.yaml",
    "patches/*.yaml",
)
"""Files that hold nothing but objects: what is none there would be applied by nobody."""
_OTHERS: Final = ("*.values.yaml",)


class Manifest(Struct, frozen=True, kw_only=True):
    """One object; `body` is None when the document is none, and then `problem` says why."""

    file: str
    body: Mapping[str, Any] | None
    problem: str = ""

    @property
    def is_patch(self) -> bool:
        """Return whether it is a part of an object of someone else."""
        return self.file.startswith("patches/")

    @property
    def meets(self) -> tuple[tuple[str, ...], ...]:
        """Return every expectation that the object meets."""
        kind, _, name = self.key
        # Above the operator's limit a PrometheusRule is divided into <object>, <object>.1, <object>.01, …
        return ((kind, name), (kind, undivided(name)), (kind, self.file), (kind, self.file, name))

    @property
    def key(self) -> tuple[str, str, str]:
        """Return kind, namespace and name."""
        body = self.body or {}
        metadata = mapping(body.get("metadata"))
        return (str(body.get("kind")), str(metadata.get("namespace", "")), str(metadata.get("name")))


class Expected(Struct, frozen=True, kw_only=True):
    """An object that the platform means to have."""

    file: str
    """Where it should stand."""
    kind: str
    name: str | None
    """None when any object of the kind in this file will do."""
    at: source.KeyPath

    @property
    def wanted(self) -> tuple[str, ...]:
        """Return what one manifest's `meets` must have."""
        match self.kind, self.name:
            case "PrometheusRule", str(name):
                return (self.kind, name)
            case _, None:
                return (self.kind, self.file)
            case _, name:
                return (self.kind, self.file, name)


def manifests(written: Written) -> Iterator[Manifest]:
    """Yield every document that is an object or should be one, file by file."""
    for file in written.files("**/*.yaml", "**/*.yml"):
        required = any(fnmatch.fnmatch(file, pattern) for pattern in _OBJECTS) and not any(fnmatch.fnmatch(file, each) for each in _OTHERS)
        try:
            documents = written.documents(file)
        except UnreadableError as error:
            yield Manifest(file=file, body=None, problem=f"no YAML: {error}")
            continue
        if required and not documents:
            yield Manifest(file=file, body=None, problem="the file is empty")
        for document in documents:
            body = mapping(document)
            if isinstance(body.get("apiVersion"), str) and isinstance(body.get("kind"), str):
                yield Manifest(file=file, body=body)
            elif required:
                yield Manifest(file=file, body=None, problem="a document without apiVersion and kind is no Kubernetes object")


def expected(platform: ir.Platform) -> Iterator[Expected]:
    """Yield the objects that a platform must have."""
    cluster = platform.cluster
    yield from _of_prometheus(platform)
    yield from _autoscalers(platform)
    for analysis in platform.analyses:
        yield Expected(file=f"analysis/{analysis.name}.yaml", kind="AnalysisTemplate", name=analysis.name, at=analysis.at)
    for schedule in platform.schedules:
        kind = "CronJob" if isinstance(schedule.runs, ir.Job) else "CronWorkflow"
        yield Expected(file=schedule.file, kind=kind, name=schedule.name, at=schedule.at)
    if platform.routing is not None and cluster.alertmanager_delivery == "secret":
        yield Expected(file="alertmanager/secret.yaml", kind="Secret", name=cluster.alertmanager_secret, at=platform.routing.at)
    if platform.routing is not None and cluster.alertmanager_delivery == "alertmanagerconfig":
        yield Expected(file="alertmanager/alertmanagerconfig.yaml", kind="AlertmanagerConfig", name=None, at=platform.routing.at)
    yield from _dashboards(platform)


def _autoscalers(platform: ir.Platform) -> Iterator[Expected]:
    for autoscaler in platform.autoscalers:
        kind = "ScaledObject" if autoscaler.by == "keda" else "HorizontalPodAutoscaler"
        yield Expected(file=autoscaler.file, kind=kind, name=autoscaler.name, at=autoscaler.at)
        for own, file, at in autoscaler.own_authentications:
            yield Expected(file=file, kind="TriggerAuthentication", name=own.name, at=at)


def _of_prometheus(platform: ir.Platform) -> Iterator[Expected]:
    google = platform.cluster.google
    if not platform.cluster.finds_targets:
        return
    for rules in platform.rules:
        # What belongs to no namespace has it in its name.
        kind, name = ("ClusterRules", None) if google else ("PrometheusRule", rules.name)
        yield Expected(file=f"rules/{rules.name}.yaml", kind=kind, name=name, at=rules.at)
    for monitor in platform.monitors:
        kind = "PodMonitoring" if google else type(monitor).__name__
        yield Expected(file=monitor.file, kind=kind, name=monitor.name, at=monitor.at)


def _dashboards(platform: ir.Platform) -> Iterator[Expected]:
    for dashboard in platform.dashboards:
        if platform.cluster.grafana_delivery == "sidecar":
            yield Expected(file=f"dashboards/{dashboard.uid}.configmap.yaml", kind="ConfigMap", name=None, at=dashboard.at)
        elif platform.cluster.grafana_delivery == "operator":
            yield Expected(file=f"dashboards/{dashboard.uid}.grafanadashboard.yaml", kind="GrafanaDashboard", name=None, at=dashboard.at)
