"""What the API server asks of a HorizontalPodAutoscaler beyond its schema.

ValidateHorizontalPodAutoscaler in kubernetes/pkg/apis/autoscaling/validation/validation.go.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

from tocsin import source
from tocsin.verify import scaling
from tocsin.verify.complaint import Fault
from tocsin.verify.kubernetes_rules.metadata import key_faults, label_value_faults
from tocsin.verify.quantity import quantity

_SOURCES: Final = {
    "Resource": "resource",
    "ContainerResource": "containerResource",
    "Pods": "pods",
    "Object": "object",
    "External": "external",
}
_TARGETS: Final = {
    "Resource": ("averageUtilization", "averageValue"),
    "ContainerResource": ("averageUtilization", "averageValue"),
    "Pods": ("averageValue",),
    "Object": ("value", "averageValue"),
    "External": ("value", "averageValue"),
}
_TYPES: Final = {"averageUtilization": "Utilization", "averageValue": "AverageValue", "value": "Value"}


def faults(manifest: Mapping[str, Any]) -> Iterator[Fault]:
    """Yield the faults of an HPA."""
    if manifest["kind"] != "HorizontalPodAutoscaler":
        return
    spec = manifest["spec"]
    minimum = spec.get("minReplicas", 1)
    if minimum < 1:
        # 0 needs the feature gate HPAScaleToZero, which no cluster has by default.
        yield Fault(
            path=("spec", "minReplicas"), message="an HPA keeps at least 1 replica", help="write `min: 1`, or scale to zero with KEDA"
        )
    if spec["maxReplicas"] < max(1, minimum):
        said = f"maxReplicas {spec['maxReplicas']} is less than minReplicas {minimum}"
        yield Fault(path=("spec", "maxReplicas"), message=said, help="write a greater `max`")
    yield from scaling.target_faults(spec["scaleTargetRef"])
    if not spec.get("metrics"):
        said = "without metrics Kubernetes holds the CPU at 80 %"
        yield Fault(path=("spec", "metrics"), message=said, help="say what to scale by in `targets:`")
    for index, metric in enumerate(spec.get("metrics", ())):
        yield from _metric(metric, ("spec", "metrics", index))
    yield from scaling.behavior_faults(spec.get("behavior", {}), ("spec", "behavior"))


def _metric(metric: Mapping[str, Any], path: source.KeyPath) -> Iterator[Fault]:
    kind = metric["type"]
    if kind not in _SOURCES:
        yield Fault(path=(*path, "type"), message=f"`{kind}` is no type of metric", help="one of " + ", ".join(_SOURCES))
        return
    present = sorted(field for field in _SOURCES.values() if field in metric)
    if present != [_SOURCES[kind]]:
        said = f"type {kind} takes exactly the field `{_SOURCES[kind]}`, here are: {', '.join(present) or 'none'}"
        yield Fault(path=path, message=said, help="give each metric one source")
        return
    at = (*path, _SOURCES[kind])
    described = metric[_SOURCES[kind]]
    name = described.get("name") or described.get("metric", {}).get("name", "")
    if not name or name in {".", ".."} or "/" in name or "%" in name:
        yield Fault(path=at, message=f"`{name}` cannot stand in the path of the metrics API", help="name the metric without `/` and `%`")
    # Not the API server refuses a bad selector, but the controller each time that it reads the metric (LabelSelectorAsSelector).
    for key, value in described.get("metric", {}).get("selector", {}).get("matchLabels", {}).items():
        where = (*at, "metric", "selector", "matchLabels", key)
        yield from key_faults(key, where)
        yield from label_value_faults(value, where)
    yield from _target(described["target"], kind, (*at, "target"))


def _target(target: Mapping[str, Any], kind: str, path: source.KeyPath) -> Iterator[Fault]:
    said = [field for field in _TYPES if field in target]
    allowed = _TARGETS[kind]
    if len(said) != 1 or said[0] not in allowed:
        wanted = " or ".join(f"`{field}`" for field in allowed)
        yield Fault(path=path, message=f"a {kind} metric has exactly one target, {wanted}", help="give one target")
        return
    (field,) = said
    if target["type"] != _TYPES[field]:
        yield Fault(path=(*path, "type"), message=f"`{field}` is of type {_TYPES[field]}, not {target['type']}", help="make them agree")
    number = quantity(target[field])
    if number is None or number <= 0:
        yield Fault(path=(*path, field), message=f"`{target[field]}` is no quantity above 0", help="write a target greater than 0")
