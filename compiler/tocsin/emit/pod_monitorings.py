"""PodMonitorings: what Google's managed service scrapes."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from tocsin import ir
from tocsin.artifact import Artifact
from tocsin.conventions import header
from tocsin.duration import format_duration
from tocsin.emit.parts.kubernetes import kubernetes_object
from tocsin.yaml_writer import dumps

PIECES: Final = "monitors"


def emit(platform: ir.Platform) -> Iterator[Artifact]:
    """Yield a file for each PodMonitor; nothing without Google's managed service.

    https://github.com/GoogleCloudPlatform/prometheus-engine/blob/main/doc/api.md#podmonitoring
    """
    if not platform.cluster.google:
        return
    for monitor in platform.monitors:
        if isinstance(monitor, ir.PodMonitor):
            head = kubernetes_object(
                "monitoring.googleapis.com/v1", "PodMonitoring", name=monitor.name, namespace=monitor.namespace, labels=monitor.labels
            )
            yield Artifact(monitor.file, dumps({**head, "spec": _spec(monitor)}, header=header(monitor.sources)))


def _spec(monitor: ir.PodMonitor) -> dict[str, object]:
    spec: dict[str, object] = {"selector": {"matchLabels": dict(sorted(monitor.selector.items()))}, "endpoints": [_endpoint(monitor)]}
    if monitor.pod_labels:
        spec["targetLabels"] = {"fromPod": [{"from": key, "to": label} for label, key in sorted(monitor.pod_labels.items())]}
    return spec


def _endpoint(monitor: ir.PodMonitor) -> dict[str, object]:
    timeout = {"timeout": format_duration(monitor.timeout_ms)} if monitor.timeout_ms else {}
    endpoint: dict[str, object] = {
        "port": monitor.port,
        "path": monitor.path,
        "scheme": monitor.scheme,
        **monitor.client,
        "interval": format_duration(monitor.interval_ms),
        **timeout,
    }
    # A target gets labels of its pod only, so that what is the same for all is written into its samples; `$` begins a group there.
    relabeling: list[dict[str, object]] = [
        {"targetLabel": label, "replacement": value.replace("$", "$$"), "action": "replace"}
        for label, value in sorted(monitor.target_labels.items())
    ]
    relabeling += [{"sourceLabels": ["__name__"], "regex": regex, "action": "drop"} for regex in monitor.drop]
    if relabeling:
        endpoint["metricRelabeling"] = relabeling
    return endpoint
