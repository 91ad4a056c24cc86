"""KEDA's ScaledObjects, which ask Prometheus themselves."""

from __future__ import annotations

from collections.abc import Iterator

from tocsin import ir, promql
from tocsin.artifact import Artifact
from tocsin.conventions import header
from tocsin.emit.parts.kubernetes import kubernetes_object
from tocsin.emit.parts.scaling_behavior import behavior
from tocsin.yaml_writer import dumps


def emit(platform: ir.Platform) -> Iterator[Artifact]:
    """Yield a file for each autoscaler that is a ScaledObject."""
    for autoscaler in platform.autoscalers:
        if autoscaler.by == "keda":
            head = kubernetes_object(
                "keda.sh/v1alpha1", "ScaledObject", name=autoscaler.name, namespace=autoscaler.namespace, labels=autoscaler.labels
            )
            text = dumps({**head, "spec": _spec(autoscaler)}, header=header(autoscaler.sources))
            yield Artifact(autoscaler.file, text)


def _spec(autoscaler: ir.Autoscaler) -> dict[str, object]:
    target = autoscaler.target
    spec: dict[str, object] = {
        "scaleTargetRef": {"apiVersion": target.api_version, "kind": target.kind, "name": target.name},
        "pollingInterval": autoscaler.polling_seconds,
        "cooldownPeriod": autoscaler.cooldown_seconds,
        "minReplicaCount": autoscaler.minimum,
        "maxReplicaCount": autoscaler.maximum,
    }
    # Without a fallback the HPA keeps what is running, and KEDA what sleeps: https://github.com/kedacore/keda/issues/6464
    # A fallback is a number of replicas, which KEDA can turn into a metric's value only for a value per replica.
    fallback = autoscaler.fallback
    divided = [metric.scope == "per_replica" for metric in autoscaler.metrics]
    divided += [trigger.metric_type == "AverageValue" for trigger in autoscaler.triggers]
    if fallback is not None and any(divided):
        behaved = {"behavior": fallback.behavior} if fallback.behavior else {}
        spec["fallback"] = {"failureThreshold": fallback.failures, "replicas": fallback.replicas, **behaved}
    if rules := behavior(autoscaler):
        spec["advanced"] = {"horizontalPodAutoscalerConfig": {"behavior": rules}}
    metrics = (_metric(autoscaler, metric) for metric in autoscaler.metrics)
    others = (*map(_trigger, autoscaler.triggers), *map(_hours, autoscaler.hours))
    spec["triggers"] = [*map(_resource, autoscaler.resources), *metrics, *others]
    return spec


def _resource(target: ir.ResourceTarget) -> dict[str, object]:
    """Return a trigger on CPU or memory, which the HPA that KEDA makes measures: https://keda.sh/docs/latest/scalers/cpu/."""
    metadata = {"value": str(target.percent), **({"containerName": target.container} if target.container else {})}
    return {"type": target.resource, "name": target.resource, "metricType": "Utilization", "metadata": metadata}


def _metric(autoscaler: ir.Autoscaler, target: ir.MetricTarget) -> dict[str, object]:
    """Return a Prometheus trigger. KEDA divides the query's one value by the replicas for AverageValue.

    All metadata are texts, and numbers are plain floats: unlike an HPA, KEDA does not read `500m`.
    https://github.com/kedacore/keda/blob/main/pkg/scalers/prometheus_scaler.go
    """
    metadata = {
        "serverAddress": autoscaler.server,
        "query": promql.to_text(target.query),
        "threshold": _number(target.number),
        # By default an empty result counts as 0, and a broken metric scales the workload in.
        "ignoreNullValues": "false",
    }
    if autoscaler.minimum == 0:
        metadata["activationThreshold"] = _number(target.activation)
    metric_type = "AverageValue" if target.scope == "per_replica" else "Value"
    said = {"type": "prometheus", "name": target.name, "metricType": metric_type, "metadata": metadata | _let_in(autoscaler)}
    return {**said, **_authenticated(autoscaler.authentication)}


def _let_in(autoscaler: ir.Autoscaler) -> dict[str, str]:
    access = autoscaler.access
    said = {
        "namespace": autoscaler.namespace if access.by_namespace else "",
        "customHeaders": f"X-Scope-OrgID={access.tenant}" if access.tenant else "",
        "authModes": ",".join(access.modes),
        "awsRegion": access.aws_region,
    }
    return {key: value for key, value in said.items() if value}


def _trigger(trigger: ir.Trigger) -> dict[str, object]:
    """Return a trigger as KEDA has it: https://keda.sh/docs/2.20/reference/scaledobject-spec/#triggers."""
    said = {"type": trigger.type, "name": trigger.name, "metricType": trigger.metric_type, "metadata": dict(trigger.metadata)}
    return {**said, **_authenticated(trigger.authentication)}


def _authenticated(authentication: ir.TriggerAuthentication | None) -> dict[str, object]:
    if authentication is None:
        return {}
    kind = {"kind": "ClusterTriggerAuthentication"} if authentication.of_cluster else {}
    return {"authenticationRef": {"name": authentication.name, **kind}}


def _hours(hours: ir.Hours) -> dict[str, object]:
    metadata = {"timezone": hours.timezone, "start": hours.begins, "end": hours.ends, "desiredReplicas": str(hours.replicas)}
    return {"type": "cron", "name": f"hours-{hours.name}", "metadata": metadata}


def _number(value: float) -> str:
    return str(int(value)) if value == int(value) else repr(value)
