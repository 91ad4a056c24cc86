"""What Prometheus scrapes: services, pods and black-box probes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from tocsin import source


@dataclass(frozen=True, slots=True, kw_only=True)
class _Monitor:
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
    interval_ms: int
    timeout_ms: int
    """0: not said; otherwise at most the interval."""
    honor_labels: bool
    target_labels: Mapping[str, str]
    """Static labels that every series of this target gets."""
    drop: tuple[str, ...]
    """Regular expressions of metric names that are not stored."""
    sources: tuple[str, ...]
    at: source.Route


@dataclass(frozen=True, slots=True, kw_only=True)
class ServiceMonitor(_Monitor):
    """Scrapes the pods behind Services; `job` is the Service's name unless `job_label` says more."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PodMonitor(_Monitor):
    """Scrapes pods directly; `job` is `<namespace>/<name>` unless `job_label` says more."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Probe:
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
    at: source.Route


@dataclass(frozen=True, slots=True, kw_only=True)
class ScrapeJob:
    """A job of a plain Prometheus, whose targets the spec names."""

    name: str
    """The label `job`."""
    targets: tuple[str, ...]
    """Each `host:port`."""
    path: str
    scheme: str
    interval_ms: int
    timeout_ms: int
    """0: not said; otherwise at most the interval."""
    honor_labels: bool
    target_labels: Mapping[str, str]
    """Static labels that every series of this target gets."""
    drop: tuple[str, ...]
    """Regular expressions of metric names that are not stored."""
    at: source.Route


@dataclass(frozen=True, slots=True, kw_only=True)
class BlackboxModule:
    """One module of the blackbox exporter's configuration, in its own keys."""

    name: str
    config: Mapping[str, object]
    at: source.Route
