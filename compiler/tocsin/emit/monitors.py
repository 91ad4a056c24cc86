"""ServiceMonitors, PodMonitors and Probes: what prometheus-operator makes Prometheus scrape."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final, assert_never

from tocsin import ir
from tocsin.artifact import Artifact
from tocsin.conventions import header
from tocsin.duration import format_duration
from tocsin.emit.parts.kubernetes import kubernetes_object
from tocsin.yaml_writer import dumps

Monitor = ir.ServiceMonitor | ir.PodMonitor | ir.Probe

PIECES: Final = "monitors"


def emit(platform: ir.Platform) -> Iterator[Artifact]:
    """Yield a file for each monitor; nothing without the operator."""
    if not platform.cluster.operator:
        return
    for monitor in platform.monitors:
        head = kubernetes_object(
            "monitoring.coreos.com/v1", type(monitor).__name__, name=monitor.name, namespace=monitor.namespace, labels=monitor.labels
        )
        text = dumps({**head, "spec": _spec(monitor)}, header=header(monitor.sources))
        yield Artifact(monitor.file, text)


def _spec(monitor: Monitor) -> dict[str, object]:
    match monitor:
        case ir.ServiceMonitor():
            # `port` is the name of the Service's port; the Service's numbers cannot be selected, only the pod's.
            port = {"targetPort": monitor.port} if isinstance(monitor.port, int) else {"port": monitor.port}
            return {**_selection(monitor), "endpoints": [{**port, **_endpoint(monitor)}]}
        case ir.PodMonitor():
            # `targetPort` is deprecated here; `portNumber` is known to operators from 0.80 on.
            port = {"portNumber": monitor.port} if isinstance(monitor.port, int) else {"port": monitor.port}
            return {**_selection(monitor), "podMetricsEndpoints": [{**port, **_endpoint(monitor)}]}
        case ir.Probe():
            return _probe(monitor)
        case _:
            assert_never(monitor)


def _selection(monitor: ir.ServiceMonitor | ir.PodMonitor) -> dict[str, object]:
    job = {"jobLabel": monitor.job_label} if monitor.job_label else {}
    return {
        **job,
        # Without it only the monitor's own namespace is looked at.
        "namespaceSelector": {"matchNames": [monitor.target_namespace]},
        "selector": {"matchLabels": dict(sorted(monitor.selector.items()))},
    }


def _endpoint(monitor: ir.ServiceMonitor | ir.PodMonitor) -> dict[str, object]:
    endpoint: dict[str, object] = {"path": monitor.path, "scheme": monitor.scheme, **monitor.client, **_timing(monitor)}
    if monitor.honor_labels:
        endpoint["honorLabels"] = True
    given: dict[str, dict[str, object]] = {
        label: {"targetLabel": label, "replacement": _replacing(value)} for label, value in monitor.target_labels.items()
    }
    given |= {label: {"sourceLabels": [_of_pod(key)], "targetLabel": label} for label, key in monitor.pod_labels.items()}
    if given:
        endpoint["relabelings"] = [{**given[label], "action": "replace"} for label in sorted(given)]
    if monitor.drop:
        endpoint["metricRelabelings"] = [{"sourceLabels": ["__name__"], "regex": regex, "action": "drop"} for regex in monitor.drop]
    return endpoint


def _replacing(value: str) -> str:
    """Return a replacement that is `value`: in one `$1` is a group of the regular expression, and `$$` is a dollar."""
    return value.replace("$", "$$")


def _of_pod(key: str) -> str:
    """Return what Prometheus calls a label of the pod behind a target, also of one that it has found by a Service.

    https://prometheus.io/docs/prometheus/latest/configuration/configuration/#pod
    """
    return "__meta_kubernetes_pod_label_" + re.sub(r"[^a-zA-Z0-9_]", "_", key)


def _probe(probe: ir.Probe) -> dict[str, object]:
    labels = {"labels": dict(sorted(probe.target_labels.items()))} if probe.target_labels else {}
    return {
        "jobName": probe.job,
        "prober": {"url": probe.prober},
        "module": probe.module,
        "targets": {"staticConfig": {"static": list(probe.targets), **labels}},
        **_timing(probe),
    }


def _timing(monitor: Monitor) -> dict[str, str]:
    timeout = {"scrapeTimeout": format_duration(monitor.timeout_ms)} if monitor.timeout_ms else {}
    return {"interval": format_duration(monitor.interval_ms), **timeout}
