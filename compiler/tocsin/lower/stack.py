"""What the platform declares of its own stack: Helm values and Grafana datasources.

Values: https://github.com/prometheus-community/helm-charts/blob/main/charts/kube-prometheus-stack/values.yaml
Datasources: https://grafana.com/docs/grafana/latest/administration/provisioning/#data-sources
"""

from __future__ import annotations

from collections.abc import Mapping

from tocsin.ir import Stack
from tocsin.lower.context import Context
from tocsin.spec.platform import CloudMonitoringDatasource, Datasource
from tocsin.spec.stack import GrafanaStack, PrometheusStack
from tocsin.units import Quantity

_KIBI = 1024


def stack(context: Context, secrets: tuple[str, ...]) -> Stack | None:
    """Return the files of the stack; None when nothing is declared. `secrets` must be mounted into Alertmanager."""
    spec, datasources = context.platform.stack, context.platform.datasources
    if spec is None and not datasources:
        return None
    values: dict[str, object] = {}
    if spec is not None:
        values = {
            "prometheus": _prometheus(context, spec.prometheus),
            "alertmanager": {
                "alertmanagerSpec": {"useExistingSecret": True, "configSecret": alertmanager_secret(context), "secrets": list(secrets)}
            },
            "grafana": _grafana(context, spec.grafana),
            "nodeExporter": {"enabled": spec.node_exporter},
            "kubeStateMetrics": {"enabled": spec.kube_state_metrics},
        }
    return Stack(
        helm_values=values, datasources=tuple(_datasource(name, source) for name, source in datasources.items()), at=("platform", "stack")
    )


def alertmanager_name(context: Context) -> str:
    """Return the name of the Alertmanager object, as its installer gives it."""
    alertmanager, prometheus = context.cluster.alertmanager, context.cluster.prometheus
    if alertmanager.name is not None:
        return alertmanager.name
    if prometheus.stack == "kube-prometheus-stack":
        release = prometheus.release or prometheus.stack
        # The chart's fullname: the release, unless that already says the chart's name; cut to leave room for suffixes.
        full = release if "kube-prometheus-stack" in release else f"{release}-kube-prometheus-stack"
        return f"{full[:26].rstrip('-')}-alertmanager"
    return "main"


def alertmanager_secret(context: Context) -> str:
    """Return the Secret that the operator reads the configuration from."""
    return context.cluster.alertmanager.secret or f"alertmanager-{alertmanager_name(context)}"


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
        claim = {"accessModes": ["ReadWriteOnce"], "resources": {"requests": {"storage": _size(spec.storage)}}}
        server["storageSpec"] = {"volumeClaimTemplate": {"spec": claim}}
    return {"service": {"type": spec.service}, "prometheusSpec": server}


def _grafana(context: Context, spec: GrafanaStack) -> Mapping[str, object]:
    values: dict[str, object] = {"service": {"type": spec.service, "port": spec.port}}
    if spec.storage is not None:
        values["persistence"] = {"enabled": True, "size": _size(spec.storage)}
    if spec.admin is not None:
        values["admin"] = {"existingSecret": spec.admin, "userKey": "admin-user", "passwordKey": "admin-password"}
    if context.cluster.grafana.delivery == "sidecar":
        # Without both of these the folder of a dashboard is ignored.
        provider = {"foldersFromFilesStructure": True}
        values["sidecar"] = {
            "dashboards": {"folderAnnotation": "k8s-sidecar-target-directory", "searchNamespace": "ALL", "provider": provider}
        }
    if spec.dashboards:
        imported = {
            name: {"gnetId": found.id, "revision": found.revision, "datasource": "Prometheus"}
            for name, found in sorted(spec.dashboards.items())
        }
        path = "/var/lib/grafana/dashboards/imported"
        provider_file = {
            "name": "imported",
            "orgId": 1,
            "folder": "Imported",
            "type": "file",
            "disableDeletion": False,
            "options": {"path": path},
        }
        values["dashboardProviders"] = {"dashboardproviders.yaml": {"apiVersion": 1, "providers": [provider_file]}}
        values["dashboards"] = {"imported": imported}
    return values


def _size(size: Quantity) -> str:
    """Return a Kubernetes quantity, as written where Kubernetes knows the unit."""
    amount = int(size.amount)
    for power, unit in ((4, "Ti"), (3, "Gi"), (2, "Mi"), (1, "Ki")):
        if amount % _KIBI**power == 0:
            return f"{amount // _KIBI**power}{unit}"
    for power, unit in ((12, "T"), (9, "G"), (6, "M"), (3, "k")):
        if amount % 10**power == 0:
            return f"{amount // 10**power}{unit}"
    return str(amount)


def _datasource(name: str, source: Datasource) -> Mapping[str, object]:
    if isinstance(source, CloudMonitoringDatasource):
        settings = {"authenticationType": source.authentication, "defaultProject": source.project}
        return {"name": name, "uid": name, "type": "stackdriver", "access": "proxy", "jsonData": settings}
    return {"name": name, "uid": name, "type": "prometheus", "access": "proxy", "url": source.url, "isDefault": source.default}
