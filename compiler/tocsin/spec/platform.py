"""The section `platform`: whose specs these are, and what the cluster really runs and selects on."""

import re
from collections.abc import Mapping
from typing import Annotated, Final, Literal

from pydantic import AfterValidator, Field, StringConstraints, WithJsonSchema

from tocsin.conventions import SEVERITIES
from tocsin.section import Distinct, LabelName, Name, Period, Section, Text, mistake
from tocsin.section.naming import AlertLabel, AnnotationName, HostAndPort, KubernetesLabels, Link, Word, has_host
from tocsin.section.verbatim import Verbatim
from tocsin.spec.access import Access
from tocsin.spec.health import Health
from tocsin.spec.stack import Stack
from tocsin.spec.targets_down import AllTargetsDown

_VERSION: Final = r"(0\.[1-9][0-9]{0,3}|[1-9][0-9]{0,3}\.[0-9]{1,4})(\.[0-9]{1,4})?"


def _version(text: str) -> str:
    if not re.fullmatch(_VERSION, text):
        raise mistake("spec/bad-version", f"`{text}` is not a version", 'write its numbers in quotes, for example `"3.5"` or `"1.33.1"`')
    return text


VersionText = Annotated[str, AfterValidator(_version), WithJsonSchema({"type": "string", "pattern": f"^{_VERSION}$"})]


def _with_host(text: str) -> str:
    if not has_host(text):
        raise mistake(
            "spec/bad-form", f"`{text}` does not have the right form", "write a host, and its port if need be: `http://host:9090`"
        )
    return text


Url = Annotated[str, StringConstraints(pattern=r"^https?://[^\s]+$"), AfterValidator(_with_host)]


class PrometheusServer(Section):
    """The Prometheus that scrapes, and who evaluates the rules on what it has."""

    version: VersionText = "3.5"
    """Version that runs; newer syntax than it knows is an error. Quote it: `"3.5"`."""
    stack: Literal["kube-prometheus-stack", "kube-prometheus", "prometheus-operator", "openshift", "google", "prometheus"] = (
        "kube-prometheus-stack"
    )
    """How it was installed, which decides what it selects and what is written for it; `prometheus` means without the operator: plain rule
    files only, as with docker compose. `openshift` is OpenShift's monitoring of user-defined projects, which holds each object to its own
    namespace; `google` is Google's managed service, with PodMonitorings and ClusterRules. The operator of VictoriaMetrics reads what is
    written for `prometheus-operator`."""
    release: Name | None = None
    """Helm release of kube-prometheus-stack: the label `release` that rules and monitors must carry to be loaded at all."""
    rule_labels: KubernetesLabels | None = None
    """Labels that the Prometheus' ruleSelector asks for, when it is not the stack's default."""
    monitor_labels: KubernetesLabels | None = None
    """Labels that its serviceMonitorSelector, podMonitorSelector and probeSelector ask for."""
    namespace: Name = "monitoring"
    """Namespace it runs in."""
    address: Url | None = None
    """URL under which KEDA reaches it; default: the operator's service `prometheus-operated`."""
    access: Access = Field(default_factory=Access.model_construct)
    """How KEDA and Argo Rollouts are let in at `address`, where that asks: a tenant of Mimir, a token for OpenShift, a region of AWS."""
    address_labels: dict[LabelName, Verbatim] | None = None
    """Labels that all series of this cluster bear at `address`, where that answers for several clusters, as a Thanos Querier or Mimir does:
    KEDA's triggers, the rules of prometheus-adapter and AnalysisTemplates ask for these. `{}`: it answers for this one only."""
    scrape_interval: Period = "30s"
    """Interval of scrapes that say none of their own. Rate windows are at least four of them."""
    evaluation_interval: Period = "30s"
    """How often rules are evaluated."""
    shards: int = Field(default=1, ge=1)
    """Into how many the operator divides its targets: `spec.shards` of the Prometheus object. None of them sees all."""
    ruler: Literal["prometheus", "thanos", "mimir"] = "prometheus"
    """Who evaluates the rules: Prometheus itself, a Thanos Ruler, or the ruler of Mimir, which takes small groups only."""
    rules_per_group: int | None = Field(default=None, ge=1)
    """The most rules of a group; default with Mimir: 20, its own default. What a larger one holds is divided, so that little ever moves."""
    rule_groups: int | None = Field(default=None, ge=0)
    """The most groups of the platform that the ruler takes, 0: any number; default with Mimir: 70, its own default for a tenant."""
    external_labels: dict[LabelName, Verbatim] = Field(default_factory=dict)
    """Labels that every alert gets on its way to Alertmanager."""
    series_labels: dict[LabelName, Verbatim] | None = None
    """Labels that all series of this cluster bear where the rules are evaluated, for example `{cluster: eu-1}`: a Thanos Ruler or Mimir
    sees those of several clusters, and every rule and panel asks for these. `{}`: it sees this one only. Autoscalers ask for
    `address_labels`."""
    series_budget: int | None = Field(default=None, ge=1)
    """The most series that one model or component may bring, over all its replicas, unless its scrape says otherwise."""

    @property
    def url(self) -> str:
        """Where it is asked: at its address, else at the operator's service."""
        return self.address or f"http://prometheus-operated.{self.namespace}.svc:9090"

    @property
    def honors_labels(self) -> bool:
        """Tell whether a scrape may let an exporter's labels win: OpenShift overrides that, Google has no such field."""
        return self.stack not in {"openshift", "google"}


class AlertmanagerServer(Section):
    """The Alertmanager that notifies."""

    version: VersionText = "0.33"
    """Version that runs; newer fields than it knows are an error. Quote it: `"0.33"`."""
    delivery: Literal["secret", "alertmanagerconfig", "file"] = "secret"
    """How it reads its configuration: the operator's Secret, an AlertmanagerConfig object, or a plain file."""
    matcher_strategy: Literal["OnNamespace", "OnNamespaceExceptForAlertmanagerNamespace", "None"] = "OnNamespace"
    """`alertmanagerConfigMatcherStrategy.type` of the Alertmanager object: whether an AlertmanagerConfig gets its namespace only."""
    name: Name | None = None
    """Name of the Alertmanager object; default: `<release>-kube-prometheus-alertmanager` with kube-prometheus-stack, otherwise `main`."""
    namespace: Name | None = None
    """Namespace it runs in; default: that of Prometheus."""
    secret: Name | None = None
    """Secret with the configuration; default: `alertmanager-<name>`."""


class GrafanaServer(Section):
    """The Grafana that shows the dashboards."""

    delivery: Literal["sidecar", "operator", "files"] = "sidecar"
    """ConfigMaps for the sidecar, GrafanaDashboard objects for the operator, or JSON files only."""
    folder: Text = "ML Serving"
    """Folder that the dashboards appear in."""
    namespace: Name | None = None
    """Namespace of the ConfigMaps or GrafanaDashboards; default: that of Prometheus."""
    instance: Annotated[KubernetesLabels, Field(min_length=1)] = Field(default_factory=lambda: {"dashboards": "grafana"})
    """With `delivery: operator` the labels of the Grafana object that shows them; the default is what the operator's documentation uses."""
    url: Url | None = None
    """Where people open Grafana; alerts then link to their dashboard."""
    series_labels: dict[LabelName, Verbatim] | None = None
    """Labels that all series of this cluster bear where Grafana asks, when that answers for several clusters, as a Thanos Querier above the
    Prometheus of each does: every panel asks for these. Default: those of `prometheus`. `{}`: it answers for this one only."""


class BlackboxExporter(Section):
    """The blackbox exporter that runs the probes."""

    address: HostAndPort = "prometheus-blackbox-exporter.monitoring.svc:9115"
    """`host:port`, without a scheme."""
    namespace: Name | None = None
    """Namespace it runs in; default: what the address says (`<service>.<namespace>.svc`), otherwise that of Prometheus."""


class Cluster(Section):
    """What the platform runs on."""

    name: Name | None = None
    """Name of the cluster; environments whose clusters have different names never meet. Without names they share one."""
    prometheus: PrometheusServer = Field(default_factory=PrometheusServer.model_construct)
    """The Prometheus that evaluates the rules."""
    alertmanager: AlertmanagerServer = Field(default_factory=AlertmanagerServer.model_construct)
    """The Alertmanager that notifies."""
    grafana: GrafanaServer = Field(default_factory=GrafanaServer.model_construct)
    """The Grafana that shows the dashboards."""
    blackbox: BlackboxExporter = Field(default_factory=BlackboxExporter.model_construct)
    """The blackbox exporter that runs the probes."""
    kubernetes: VersionText = "1.33"
    """Version of Kubernetes. Quote it: `"1.33"`."""
    autoscaler: Literal["hpa", "keda"] = "hpa"
    """What scales: HorizontalPodAutoscalers (with prometheus-adapter rules for their metrics) or KEDA ScaledObjects."""
    adapter_bytes: int = Field(default=1_048_576, ge=1)
    """The most bytes of prometheus-adapter's configuration: the default is what the ConfigMap of its chart may have."""

    @property
    def asked_for(self) -> dict[str, Mapping[str, str]]:
        """Return the labels of its series by who asks for them, since they would see those of other clusters, too."""
        rules, panels = self.prometheus.series_labels or {}, self.grafana.series_labels
        return {
            "rules": rules,
            "dashboards": rules if panels is None else panels,
            "autoscalers": self.prometheus.address_labels or {},
        }

    @property
    def told_apart_by(self) -> frozenset[str]:
        """Return the labels that its series have wherever those of several clusters are asked for; no page serves them."""
        return frozenset().union(*self.asked_for.values())


class PrometheusDatasource(Section):
    """A Prometheus datasource of Grafana."""

    type: Literal["prometheus"] = "prometheus"
    """Kind of datasource."""
    url: Url
    """Where Grafana reaches it."""
    default: bool = False
    """Whether panels use it that name none."""


class CloudMonitoringDatasource(Section):
    """Google Cloud Monitoring as a datasource of Grafana."""

    type: Literal["cloud-monitoring"]
    """Kind of datasource."""
    project: Text
    """Google Cloud project that is asked."""
    authentication: Literal["gce", "jwt"] = "gce"
    """The machine's service account (Workload Identity), or a key file."""


Datasource = PrometheusDatasource | CloudMonitoringDatasource


class Quota(Section):
    """What may be used at most."""

    gpus: int | None = Field(default=None, ge=0)
    """GPUs that there are, or that the namespace's ResourceQuota grants."""
    pods: int | None = Field(default=None, ge=0)
    """Pods that the namespace's ResourceQuota grants."""


class Platform(Section):
    """A namespace or product with its models, receivers and dashboards."""

    name: Name
    """Name of the platform; the label `platform` of its alerts."""
    namespace: Name
    """Namespace that the models run in."""
    owner: Verbatim | None = None
    """Team that is called; the label `owner` of its alerts."""
    runbooks: Link | None = None
    """URL of an alert's runbook; `<< alert >>` is its name."""
    severities: Annotated[Distinct[Word], Field(min_length=1)] = SEVERITIES
    """The severities that may be used, from harmless to grave. A graver one inhibits a lesser one of the same alert."""
    labels: dict[AlertLabel, Verbatim] = Field(default_factory=dict)
    """Labels of every alert."""
    annotations: dict[AnnotationName, Text] = Field(default_factory=dict)
    """Annotations of every alert besides `summary`, `description` and links: `{team_chat: "#<< owner >>"}`."""
    cluster: Cluster = Field(default_factory=Cluster.model_construct)
    """What the platform runs on."""
    quota: Quota = Field(default_factory=Quota.model_construct)
    """What its namespace may use at most: replicas are checked against it."""
    datasources: dict[Name, Datasource] = Field(default_factory=dict)
    """Grafana's datasources, to be provisioned; panels name them."""
    health: Health | None = None
    """How healthy it is as a whole: `{}` records it and alerts when anything does not answer."""
    targets_down: AllTargetsDown | None = Field(default_factory=AllTargetsDown.model_construct)
    """What is told when no target of a namespace answers in which three or more are scraped, in place of each. null: each by itself."""
    dashboard: bool = True
    """Whether an overview is generated where several models and components have dashboards: what fires, the gravest first, and a line for
    each with its state, budgets and what most of them watch. All others lead to it. A dashboard of `dashboards:` that is called `overview`,
    or `...-overview`, stands in its place."""
    proofs: bool = True
    """Whether promtool's tests of the alerts are generated."""
    stack: Stack | None = None
    """What is declared of the monitoring stack itself: compiled into Helm values."""
