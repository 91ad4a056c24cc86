"""HorizontalPodAutoscalers, of `autoscaling/v1` too, in which there was CPU only."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any, Final, NamedTuple

from tocsin.adopt.objects import behavior, scale_target
from tocsin.adopt.objects.beside import Beside
from tocsin.adopt.objects.comparison import Keys
from tocsin.adopt.objects.found import Found
from tocsin.adopt.objects.said import Reason, Said

KIND: Final = "HorizontalPodAutoscaler"
VERSION: Final = "autoscaling/v2"
KEYS: Final[Keys] = {"metrics": lambda metric: tuple(_measured(metric))}
REASONS: Final[Mapping[tuple[str, ...], Reason]] = {**behavior.REASONS}
_ADAPTED: Final = (
    "which series it is says the configuration of prometheus-adapter: declare it in `metrics:`, and name that under `targets:`"
)
_USUAL: Final = {"type": "Resource", "resource": {"name": "cpu", "target": {"type": "Utilization", "averageUtilization": 80}}}
"""What is held where nothing is said."""


def upgraded(found: Found) -> Mapping[str, Any]:
    """Return its spec in the form of the newest version."""
    if found.version != "autoscaling/v1":
        return found.spec
    share = found.spec.get("targetCPUUtilizationPercentage", 80)
    cpu = {"type": "Resource", "resource": {"name": "cpu", "target": {"type": "Utilization", "averageUtilization": share}}}
    return {**{key: value for key, value in found.spec.items() if key != "targetCPUUtilizationPercentage"}, "metrics": [cpu]}


def said(found: Found, spec: Mapping[str, Any], beside: Beside, taken: Collection[str]) -> Said:  # noqa: ARG001  # it names no metrics
    """Return what it says of how it scales."""
    value: dict[str, Any] = scale_target.named(found, beside, by="hpa")
    value["replicas"] = {"min": spec.get("minReplicas", 1), "max": spec["maxReplicas"]}
    targets: dict[str, Any] = {}
    unsaid = [*scale_target.unsaid(spec)]
    for index, metric in enumerate(spec.get("metrics") or [_USUAL]):
        measured = _measured(metric)
        target = metric.get(measured.source, {}).get("target", {})
        share = target.get("averageUtilization")
        if measured.source not in {"resource", "containerResource"}:
            unsaid.append((("metrics", index), f"`{measured.name}`: {_ADAPTED}"))
        elif share is None:
            unsaid.append((("metrics", index), f"`{measured.name}` is held at a share of what pods request: `{measured.name}: 70%`"))
        elif measured.name in targets:
            unsaid.append((("metrics", index), f"`{measured.name}` is held once, of one container or of all"))
        else:
            targets[measured.name] = {"utilization": f"{share}%", "container": measured.container} if measured.container else f"{share}%"
    return Said(
        section="scaling",
        value=value | ({"targets": targets} if targets else {}) | behavior.directions(spec.get("behavior")),
        workload=scale_target.workload(spec),
        unsaid=tuple(unsaid),
    )


def plain(spec: Mapping[str, Any]) -> dict[str, Any]:
    """Return what it means: with what Kubernetes puts where nothing is said."""
    return {
        **spec,
        "minReplicas": spec.get("minReplicas", 1),
        "metrics": spec.get("metrics") or [_USUAL],
        "behavior": behavior.plain(spec.get("behavior")),
    }


class _Measured(NamedTuple):
    source: str
    name: str
    container: str
    """Of each pod the only one that counts; empty: all."""


def _measured(metric: Mapping[str, Any]) -> _Measured:
    """Return what a metric measures."""
    kind = str(metric.get("type", ""))
    source = kind[:1].lower() + kind[1:]
    said = metric.get(source) or {}
    return _Measured(source, str(said.get("name") or (said.get("metric") or {}).get("name")), str(said.get("container", "")))
