"""Grafana in kube-prometheus-stack: how it is reached, what it is provisioned with, and HTTPS with all that depends on it.

Values: https://github.com/grafana-community/helm-charts/blob/main/charts/grafana/values.yaml
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from tocsin.lower.context import Context
from tocsin.spec.platform import PrometheusDatasource
from tocsin.spec.stack import GrafanaStack, ImportedDashboard, kubernetes_size

_CHARTS_DATASOURCE: Final = "Prometheus"
"""The datasource that the chart provisions itself, as the default and with the uid `prometheus`."""

_CERTIFICATE: Final = "/etc/grafana/tls"
_IMPORTED: Final = "/var/lib/grafana/dashboards/imported"

# Every cloud reads its own. https://kubernetes.io/docs/concepts/services-networking/service/#internal-load-balancer
_INTERNAL: Final = {
    "networking.gke.io/load-balancer-type": "Internal",
    # The AWS Load Balancer Controller's, and that of the controller inside older clusters.
    "service.beta.kubernetes.io/aws-load-balancer-internal": "true",
    "service.beta.kubernetes.io/aws-load-balancer-scheme": "internal",
    "service.beta.kubernetes.io/azure-load-balancer-internal": "true",
}


def grafana_values(context: Context, spec: GrafanaStack | None, datasources: Sequence[Mapping[str, object]]) -> dict[str, object]:
    """Return the values below `grafana:`; `datasources` are those that the chart shall provision, in Grafana's own keys."""
    values: dict[str, object] = {}
    sidecar: dict[str, dict[str, object]] = {}
    if spec is not None:
        values |= _installed(spec)
        if context.cluster.grafana.delivery == "sidecar":
            # Without both of these the folder of a dashboard is ignored.
            provider = {"foldersFromFilesStructure": True}
            sidecar["dashboards"] = {
                "folderAnnotation": "k8s-sidecar-target-directory",
                "searchNamespace": "ALL",
                "provider": provider,
            }
        if spec.tls is not None:
            values |= _encrypted(spec.tls)
            for kind in ("dashboards", "datasources"):
                sidecar.setdefault(kind, {}).update(_reloaded_over_https(kind))
    if datasources:
        values["additionalDataSources"] = list(datasources)
        if _replaces_the_charts(context):
            sidecar.setdefault("datasources", {})["defaultDatasourceEnabled"] = False
    if sidecar:
        values["sidecar"] = sidecar
    if spec is not None and spec.dashboards:
        values |= _imported(spec.dashboards, _default_name(context) if datasources else None)
    return values


def _installed(spec: GrafanaStack) -> dict[str, object]:
    port = spec.port or (443 if spec.tls is not None else 80)
    service: dict[str, object] = {"type": spec.service, "port": port}
    if spec.internal:
        service["annotations"] = dict(_INTERNAL)
    values: dict[str, object] = {"service": service}
    if spec.storage is not None:
        values["persistence"] = {"enabled": True, "size": kubernetes_size(spec.storage)}
    if spec.admin is not None:
        values["admin"] = {"existingSecret": spec.admin, "userKey": "admin-user", "passwordKey": "admin-password"}
    return values


def _encrypted(secret: str) -> dict[str, object]:
    """Return what Grafana needs to speak HTTPS; whoever asked it over HTTP, probes and Prometheus, must follow.

    https://grafana.com/docs/grafana/latest/setup-grafana/set-up-https/ and https://github.com/grafana/grafana/issues/91966
    """
    https = {"httpGet": {"scheme": "HTTPS"}}
    server = {"protocol": "https", "cert_file": f"{_CERTIFICATE}/tls.crt", "cert_key": f"{_CERTIFICATE}/tls.key"}
    return {
        "grafana.ini": {"server": server},
        # 0440: Grafana's own group may read it, nobody else.
        "extraSecretMounts": [{"name": "tls", "secretName": secret, "mountPath": _CERTIFICATE, "readOnly": True, "defaultMode": 0o440}],
        "readinessProbe": https,
        "livenessProbe": https,
        # The certificate speaks of the name that people type, and Prometheus asks for an address.
        "serviceMonitor": {"scheme": "https", "tlsConfig": {"insecureSkipVerify": True}},
    }


def _reloaded_over_https(kind: str) -> dict[str, object]:
    """Return how a sidecar tells Grafana, in its own pod, to read again; the certificate is not for `localhost`.

    https://github.com/kiwigrid/k8s-sidecar#configuration-environment-variables
    """
    return {"reloadURL": f"https://localhost:3000/api/admin/provisioning/{kind}/reload", "env": {"REQ_SKIP_TLS_VERIFY": "true"}}


def _replaces_the_charts(context: Context) -> bool:
    """Return whether the chart's own datasource must go: Grafana starts neither with two defaults nor with two of one uid."""
    own = context.platform.datasources
    return _default_name(context) is not None or _CHARTS_DATASOURCE.lower() in own


def _default_name(context: Context) -> str | None:
    found = (name for name, source in context.platform.datasources.items() if isinstance(source, PrometheusDatasource) and source.default)
    return next(found, None)


def _imported(dashboards: Mapping[str, ImportedDashboard], datasource: str | None) -> dict[str, object]:
    provider = {
        "name": "imported",
        "orgId": 1,
        "folder": "Imported",
        "type": "file",
        "disableDeletion": False,
        "options": {"path": _IMPORTED},
    }
    imported = {
        name: {"gnetId": found.id, "revision": found.revision, "datasource": datasource or _CHARTS_DATASOURCE}
        for name, found in sorted(dashboards.items())
    }
    return {
        "dashboardProviders": {"dashboardproviders.yaml": {"apiVersion": 1, "providers": [provider]}},
        "dashboards": {"imported": imported},
    }
