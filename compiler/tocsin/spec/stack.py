"""The section `platform.stack`: the monitoring stack itself, compiled into values of the chart kube-prometheus-stack."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from tocsin.section import Amount, DurationText, Name, Section

ServiceType = Literal["ClusterIP", "NodePort", "LoadBalancer"]


class PrometheusStack(Section):
    """How Prometheus is installed."""

    retention: DurationText | None = None
    """How long samples are kept."""
    storage: Amount | None = None
    """Size of its volume."""
    service: ServiceType = "ClusterIP"
    """How it is reached."""


class ImportedDashboard(Section):
    """A dashboard published on grafana.com."""

    id: int
    """Its number there."""
    revision: int = 1
    """Its revision: pinned, because the publisher can change it."""


class GrafanaStack(Section):
    """How Grafana is installed."""

    storage: Amount | None = None
    """Size of its volume."""
    service: ServiceType = "ClusterIP"
    """How it is reached."""
    port: int = Field(default=80, ge=1, le=65535)
    """Port of the service."""
    admin: Name | None = None
    """Secret with the keys `admin-user` and `admin-password`; passwords are never written down."""
    dashboards: dict[Name, ImportedDashboard] = Field(default_factory=dict)
    """Dashboards of grafana.com to import."""


class Stack(Section):
    """Values for the chart kube-prometheus-stack."""

    prometheus: PrometheusStack = PrometheusStack()
    """How Prometheus is installed."""
    grafana: GrafanaStack = GrafanaStack()
    """How Grafana is installed."""
    node_exporter: bool = True
    """Whether the node exporter runs on every node."""
    kube_state_metrics: bool = True
    """Whether kube-state-metrics runs."""
