"""Grafana dashboards, as JSON and in the object that delivers them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from tocsin import conventions, ir
from tocsin.artifact import Artifact
from tocsin.yaml_writer import commented, dumps, json_entry

if TYPE_CHECKING:
    from collections.abc import Iterator

PIECES: Final = "dashboards"


def emit(platform: ir.Platform) -> Iterator[Artifact]:
    """Yield each dashboard's JSON and, unless it is delivered as a file, the Kubernetes object with the same JSON."""
    if not platform.dashboards:
        return
    from tocsin.emit.grafana.dashboard import dashboard_text  # noqa: PLC0415  # who has no dashboards need not pay for it

    min_step = _scrape_interval(platform)
    labels = conventions.object_labels(platform.name, platform.environment)
    for node in platform.dashboards:
        text = dashboard_text(node, platform=platform.name, environment=platform.environment, min_step=min_step)
        yield Artifact(f"dashboards/{node.uid}.json", text)
        match platform.cluster.grafana_delivery:
            case "sidecar":
                head = _config_map(node, platform.cluster.grafana_namespace, labels)
                yield _object(node, "configmap", dumps(head), "data:\n", json_entry(f"{node.uid}.json", text))
            case "operator":
                head = _grafana_dashboard(node, platform.cluster, labels)
                yield _object(node, "grafanadashboard", dumps(head), json_entry("json", text))
            case "files":
                pass


# kube-prometheus-stack's default; Prometheus alone scrapes every minute.
_SHORTEST_INTERVAL_MS = 30_000


def _scrape_interval(platform: ir.Platform) -> str:
    """Return the longest scrape interval of the platform, in Grafana's form, which is a single unit: `90s`, not `1m30s`.

    As the minimum step of a query it makes `$__rate_interval` four times as long, so that no rate lacks its two samples; probes do not
    count, because they are rare on purpose and their results are gauges.
    https://grafana.com/docs/grafana/latest/datasources/prometheus/template-variables/#use-__rate_interval
    """
    intervals = (monitor.interval_ms for monitor in platform.monitors if not isinstance(monitor, ir.Probe))
    return f"{-(-max((_SHORTEST_INTERVAL_MS, *intervals)) // 1000)}s"


def _object(node: ir.Dashboard, kind: str, *manifest: str) -> Artifact:
    return Artifact(f"dashboards/{node.uid}.{kind}.yaml", "".join((commented(conventions.header(node.sources)), *manifest)))


def _config_map(node: ir.Dashboard, namespace: str, labels: dict[str, str]) -> dict[str, object]:
    """Return, but for its data, what the sidecar of Grafana's chart finds by its label and writes into Grafana's folder.

    The annotation is only read where the chart sets `sidecar.dashboards.folderAnnotation` to its name and
    `provider.foldersFromFilesStructure`. All keys land in one folder, so that two equal ones would overwrite each other.
    https://github.com/grafana-community/helm-charts/tree/main/charts/grafana#sidecar-for-dashboards
    """
    folder = {"annotations": {"k8s-sidecar-target-directory": node.folder}} if node.folder else {}
    return {
        "apiVersion": "v1",
        "kind": "ConfigMap",
        "metadata": {
            "name": f"dashboard-{node.uid}",
            "namespace": namespace,
            "labels": {**labels, "grafana_dashboard": "1"},
            **folder,
        },
    }


def _grafana_dashboard(node: ir.Dashboard, cluster: ir.Cluster, labels: dict[str, str]) -> dict[str, object]:
    """Return, but for the JSON, which comes last, what grafana-operator loads into the Grafana of the same namespace that has its labels.

    `uid` stays in the JSON alone: in the object it can never be changed again.
    https://grafana.github.io/grafana-operator/docs/api/#grafanadashboardspec
    """
    folder = {"folder": node.folder} if node.folder else {}
    return {
        "apiVersion": "grafana.integreatly.org/v1beta1",
        "kind": "GrafanaDashboard",
        "metadata": {"name": f"dashboard-{node.uid}", "namespace": cluster.grafana_namespace, "labels": labels},
        "spec": {"instanceSelector": {"matchLabels": dict(sorted(cluster.grafana_instance.items()))}, **folder},
    }
