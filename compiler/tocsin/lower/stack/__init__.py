"""What the platform declares of its own stack: Helm values and Grafana datasources.

Values: https://github.com/prometheus-community/helm-charts/blob/main/charts/kube-prometheus-stack/values.yaml
Datasources: https://grafana.com/docs/grafana/latest/administration/provisioning/#data-sources
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from tocsin.ir import Stack
from tocsin.lower.context import Context
from tocsin.lower.stack.grafana import grafana_values
from tocsin.spec.platform import CloudMonitoringDatasource, Datasource
from tocsin.spec.stack import PrometheusStack, kubernetes_size


def stack(context: Context, secrets: tuple[str, ...] | None) -> Stack | None:
    """Return the files of the stack; None when nothing is declared.

    `secrets` must be mounted into Alertmanager; None when no routing is generated: its configuration is then somebody else's.
    """
    spec = context.platform.stack
    datasources = tuple(_datasource(context, name, source) for name, source in context.platform.datasources.items())
    if spec is None and not datasources:
        return None
    # The chart has a way to provision datasources; others mount the file.
    charted = context.cluster.prometheus.stack == "kube-prometheus-stack"
    values: dict[str, object] = {}
    if spec is not None:
        values["prometheus"] = _prometheus(context, spec.prometheus)
        if secrets is not None and context.cluster.alertmanager.delivery == "secret":
            mounted = {"useExistingSecret": True, "configSecret": alertmanager_secret(context), "secrets": list(secrets)}
            values["alertmanager"] = {"alertmanagerSpec": {**mounted, **_first_hears_of_all(context)}}
        elif secrets is not None and context.cluster.alertmanager.delivery == "alertmanagerconfig":
            strategy = {"type": context.cluster.alertmanager.matcher_strategy}
            values["alertmanager"] = {"alertmanagerSpec": {"alertmanagerConfigMatcherStrategy": strategy, **_first_hears_of_all(context)}}
    if grafana := grafana_values(context, spec.grafana if spec is not None else None, datasources if charted else ()):
        values["grafana"] = grafana
    if spec is not None:
        values |= {"nodeExporter": {"enabled": spec.node_exporter}, "kubeStateMetrics": {"enabled": spec.kube_state_metrics}}
    return Stack(helm_values=values, datasources=() if charted else datasources, at=("platform", "stack"))


def alertmanager_name(context: Context) -> str:
    """Return the name of the Alertmanager object, as its installer gives it."""
    alertmanager, prometheus = context.cluster.alertmanager, context.cluster.prometheus
    if alertmanager.name is not None:
        return alertmanager.name
    if prometheus.stack == "kube-prometheus-stack":
        release = prometheus.release or prometheus.stack
        # The chart's fullname: the release, unless that already says the chart's name; cut to leave room for suffixes.
        full = release if "kube-prometheus-stack" in release else f"{release}-kube-prometheus-stack"
        return f"{full[:26].removesuffix('-')}-alertmanager"
    return "main"


def alertmanager_secret(context: Context) -> str:
    """Return the Secret that the operator reads the configuration from."""
    return context.cluster.alertmanager.secret or f"alertmanager-{alertmanager_name(context)}"


def _first_hears_of_all(context: Context) -> Mapping[str, object]:
    """Return what makes Alertmanager wait, when it has started, until Prometheus has sent it every alert once more.

    Else it tells of an old alert at once, before it hears of the one that silences it. The operator makes of this `--dispatch.start-delay`.
    Prometheus sends again what it has sent more than a minute ago, at an evaluation.
    https://github.com/prometheus/alertmanager/issues/4064 https://github.com/prometheus-operator/prometheus-operator/pull/8201
    """
    return {"minReadySeconds": -(-(_RESEND_MS + context.evaluation_ms) // 1000)}


_RESEND_MS: Final = 60_000
"""https://prometheus.io/docs/prometheus/latest/command-line/prometheus/ (`--rules.alert.resend-delay`)."""


def _prometheus(context: Context, spec: PrometheusStack) -> Mapping[str, object]:
    server: dict[str, object] = {
        "scrapeInterval": context.cluster.prometheus.scrape_interval,
        "evaluationInterval": context.cluster.prometheus.evaluation_interval,
    }
    if context.cluster.prometheus.external_labels:
        server["externalLabels"] = dict(context.cluster.prometheus.external_labels)
    if spec.retention is not None:
        server["retention"] = spec.retention
    if spec.storage is not None:
        claim = {"accessModes": ["ReadWriteOnce"], "resources": {"requests": {"storage": kubernetes_size(spec.storage)}}}
        server["storageSpec"] = {"volumeClaimTemplate": {"spec": claim}}
    return {"service": {"type": spec.service}, "prometheusSpec": server}


def _datasource(context: Context, name: str, source: Datasource) -> Mapping[str, object]:
    if isinstance(source, CloudMonitoringDatasource):
        settings = {"authenticationType": source.authentication, "defaultProject": source.project}
        return {"name": name, "uid": name, "type": "stackdriver", "access": "proxy", "jsonData": settings}
    # Without the interval Grafana takes 15s, and its `$__rate_interval` is too short for slower scrapes.
    settings = {"httpMethod": "POST", "timeInterval": context.cluster.prometheus.scrape_interval}
    shared = {"name": name, "uid": name, "type": "prometheus", "access": "proxy"}
    return {**shared, "url": source.url, "isDefault": source.default, "jsonData": settings}
