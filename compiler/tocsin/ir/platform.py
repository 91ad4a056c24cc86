"""One platform in one environment: everything that emitters read."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

from msgspec import Struct, field

from tocsin import source
from tocsin.ir.analysis import Analysis
from tocsin.ir.dashboards import Dashboard
from tocsin.ir.exposition import Metric, Subject
from tocsin.ir.routing import InhibitRule, Routing
from tocsin.ir.rules import Alert, Recording, RuleObject
from tocsin.ir.scaling import AdapterRule, Autoscaler, WorkloadPatch
from tocsin.ir.schedules import Schedule
from tocsin.ir.scrape import BlackboxModule, PodMonitor, Probe, ScrapeJob, ServiceMonitor
from tocsin.versions import Version


class Cluster(Struct, frozen=True, kw_only=True):
    """What the cluster runs and selects on."""

    prometheus: Version
    alertmanager: Version
    operator: bool
    """Whether prometheus-operator runs here: without it there are none of its custom resources to emit."""
    rule_labels: Mapping[str, str]
    monitor_labels: Mapping[str, str]
    alertmanager_delivery: Literal["secret", "alertmanagerconfig", "file"]
    alertmanager_secret: str
    alertmanager_namespace: str
    grafana_delivery: Literal["sidecar", "operator", "files"]
    grafana_namespace: str
    grafana_instance: Mapping[str, str]
    """Labels of the Grafana object that grafana-operator shows dashboards in."""
    blackbox_namespace: str
    ruler: Literal["prometheus", "thanos", "mimir"] = "prometheus"
    """Who evaluates the rules."""
    google: bool = False
    """Whether Google's managed service scrapes and evaluates, which has custom resources of its own."""
    alertmanager_strategy: Literal["OnNamespace", "OnNamespaceExceptForAlertmanagerNamespace", "None"] = "OnNamespace"
    """Of which namespace the operator asks alerts of an AlertmanagerConfig to be: of the object's own, or of any."""
    external_labels: Mapping[str, str] = field(default_factory=dict)
    """What Prometheus adds to alerts on their way to Alertmanager, where they lack it."""
    series_labels: Mapping[str, str] = field(default_factory=dict)
    """What tells its series from those of other clusters that the ruler sees too."""

    @property
    def finds_targets(self) -> bool:
        """Whether somebody finds targets in Kubernetes, and gives them the labels of their pods."""
        return self.operator or self.google


class Stack(Struct, frozen=True, kw_only=True):
    """What the platform declares of its own stack, as files of the tools that install it."""

    helm_values: Mapping[str, object]
    """Values of the chart kube-prometheus-stack; empty: nothing declared."""
    datasources: tuple[Mapping[str, object], ...]
    """Grafana datasource provisioning, in Grafana's own keys."""
    at: source.KeyPath


class Platform(Struct, frozen=True, kw_only=True):
    """One platform in one environment."""

    name: str
    environment: str
    namespace: str
    sources: tuple[str, ...]
    cluster: Cluster
    rules: tuple[RuleObject, ...]
    monitors: tuple[ServiceMonitor | PodMonitor | Probe, ...]
    jobs: tuple[ScrapeJob, ...]
    """Without the operator: what Prometheus is to scrape besides the probes among the monitors."""
    modules: tuple[BlackboxModule, ...]
    autoscalers: tuple[Autoscaler, ...]
    adapter_rules: tuple[AdapterRule, ...]
    patches: tuple[WorkloadPatch, ...]
    routing: Routing | None
    dashboards: tuple[Dashboard, ...]
    stack: Stack | None
    inhibit: tuple[InhibitRule, ...] = ()
    """Without a routing: which of its alerts silence which in the Alertmanager configuration of another platform."""
    proofs: bool = True
    """Whether the alerts are to be proved."""
    analyses: tuple[Analysis, ...] = ()
    schedules: tuple[Schedule, ...] = ()
    metrics: tuple[Metric, ...] = ()
    """Every metric that the spec declares or names."""
    subjects: tuple[Subject, ...] = ()
    """The models, then the components."""

    @property
    def alerts(self) -> tuple[Alert, ...]:
        """The alerts of all rules, in their order."""
        return tuple([alert for rules in self.rules for alert in rules.alerts])

    @property
    def recordings(self) -> tuple[Recording, ...]:
        """The recordings of all rules, in their order."""
        return tuple([recording for rules in self.rules for recording in rules.recordings])
