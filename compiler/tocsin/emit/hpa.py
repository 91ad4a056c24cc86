"""HorizontalPodAutoscalers, which read other metrics than CPU and memory through prometheus-adapter."""

from __future__ import annotations

from collections.abc import Iterator

from tocsin import ir
from tocsin.artifact import Artifact
from tocsin.conventions import header
from tocsin.emit.parts.kubernetes import kubernetes_object
from tocsin.emit.parts.scaling_behavior import behavior
from tocsin.yaml_writer import dumps


def emit(platform: ir.Platform) -> Iterator[Artifact]:
    """Yield a file for each autoscaler that is an HPA."""
    for autoscaler in platform.autoscalers:
        if autoscaler.by == "hpa":
            head = kubernetes_object(
                "autoscaling/v2",
                "HorizontalPodAutoscaler",
                name=autoscaler.name,
                namespace=autoscaler.namespace,
                labels=autoscaler.labels,
            )
            text = dumps({**head, "spec": _spec(autoscaler)}, header=header(autoscaler.sources))
            yield Artifact(autoscaler.file, text)


def _spec(autoscaler: ir.Autoscaler) -> dict[str, object]:
    target = autoscaler.target
    spec: dict[str, object] = {
        "scaleTargetRef": {"apiVersion": target.api_version, "kind": target.kind, "name": target.name},
        "minReplicas": autoscaler.minimum,
        "maxReplicas": autoscaler.maximum,
        "metrics": [*map(_resource, autoscaler.resources), *map(_metric, autoscaler.metrics)],
    }
    if rules := behavior(autoscaler):
        spec["behavior"] = rules
    return spec


def _resource(target: ir.ResourceTarget) -> dict[str, object]:
    wanted = {"type": "Utilization", "averageUtilization": target.percent}
    if target.container:
        measured = {"name": target.resource, "container": target.container, "target": wanted}
        return {"type": "ContainerResource", "containerResource": measured}
    return {"type": "Resource", "resource": {"name": target.resource, "target": wanted}}


def _metric(target: ir.MetricTarget) -> dict[str, object]:
    """Return a metric's source: Pods for a value that each pod serves, External for one value of all replicas.

    An average of an External metric is its value divided by the replicas: what a queue or a gateway tells of them all.
    https://kubernetes.io/docs/tasks/run-application/horizontal-pod-autoscale/#scaling-on-custom-metrics

    The API wants exactly one of the two target types for each.
    """
    metric = {"name": target.name, **({"selector": {"matchLabels": target.labels}} if target.labels else {})}
    average = {"type": "AverageValue", "averageValue": target.value}
    if target.each_pod:
        return {"type": "Pods", "pods": {"metric": metric, "target": average}}
    wanted = average if target.scope == "per_replica" else {"type": "Value", "value": target.value}
    return {"type": "External", "external": {"metric": metric, "target": wanted}}
