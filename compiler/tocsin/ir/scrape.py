"""What Prometheus scrapes: services, pods and black-box probes."""

from __future__ import annotations

from collections.abc import Mapping

from msgspec import Struct

from tocsin import source


class _Monitor(Struct, frozen=True, kw_only=True):
    name: str
    namespace: str
    labels: Mapping[str, str]
    selector: Mapping[str, str]
    """Labels of the Services (ServiceMonitor) or pods (PodMonitor)."""
    job_label: str
    """Label of the Service or pod whose value becomes `job`; empty: none."""
    target_namespace: str
    port: str | int
    """Name of the Service's or container's port, or its number."""
    path: str
    scheme: str
    client: Mapping[str, object] = {}
    """TLS and authentication, in the keys of the object's endpoints."""
    interval_ms: int
    timeout_ms: int
    """0: not said; otherwise at most the interval."""
    honor_labels: bool
    target_labels: Mapping[str, str]
    """Static labels that every series of this target gets."""
    pod_labels: Mapping[str, str] = {}
    """Labels that every series gets with the value that a label of its pod has, by their names."""
    drop: tuple[str, ...]
    """Regular expressions of metric names that are not stored."""
    sources: tuple[str, ...]
    at: source.KeyPath

    @property
    def file(self) -> str:
        """Its file."""
        return f"monitors/{self.name}.yaml"


class ServiceMonitor(_Monitor, frozen=True, kw_only=True):
    """Scrapes the pods behind Services; `job` is the Service's name unless `job_label` says more."""


class PodMonitor(_Monitor, frozen=True, kw_only=True):
    """Scrapes pods directly; `job` is `<namespace>/<name>` unless `job_label` says more."""


class Probe(Struct, frozen=True, kw_only=True):
    """Asks `targets` through a blackbox exporter at `prober` (host:port) with one of its modules."""

    name: str
    namespace: str
    labels: Mapping[str, str]
    job: str
    prober: str
    module: str
    targets: tuple[str, ...]
    interval_ms: int
    timeout_ms: int
    target_labels: Mapping[str, str]
    sources: tuple[str, ...]
    at: source.KeyPath

    @property
    def file(self) -> str:
        """Its file: what scrapes the model `chat-stream` is called like the probe `stream` of the model `chat`."""
        return f"monitors/{self.name}.probe.yaml"


class ScrapeJob(Struct, frozen=True, kw_only=True):
    """A job of a plain Prometheus, whose targets the spec names."""

    name: str
    """The label `job`."""
    targets: tuple[str, ...]
    """Each `host:port`."""
    path: str
    scheme: str
    client: Mapping[str, object] = {}
    """TLS and authentication, in Prometheus' own keys."""
    interval_ms: int
    timeout_ms: int
    """0: not said; otherwise at most the interval."""
    honor_labels: bool
    target_labels: Mapping[str, str]
    """Static labels that every series of this target gets."""
    drop: tuple[str, ...]
    """Regular expressions of metric names that are not stored."""
    at: source.KeyPath


class BlackboxModule(Struct, frozen=True, kw_only=True):
    """One module of the blackbox exporter's configuration, in its own keys."""

    name: str
    config: Mapping[str, object]
    at: source.KeyPath
