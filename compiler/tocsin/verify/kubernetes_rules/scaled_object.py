"""What KEDA asks of a ScaledObject beyond its schema: https://keda.sh/docs/2.20/reference/scaledobject-spec/."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

from tocsin import source
from tocsin.catalog.time_zones import time_zones
from tocsin.spec.cron import parse_cron
from tocsin.verify import scaling
from tocsin.verify.complaint import Fault

LONGEST_NAME: Final = 54
"""KEDA's HPA is called `keda-hpa-<name>`, and its name becomes the value of a label: 63 characters."""

_REQUIRED: Final = ("serverAddress", "query", "threshold")
_CRON_FIELDS: Final = 5
_RESOURCES: Final = frozenset({"cpu", "memory"})


def faults(manifest: Mapping[str, Any]) -> Iterator[Fault]:
    """Yield the faults of a ScaledObject."""
    if manifest["kind"] != "ScaledObject":
        return
    spec, name = manifest["spec"], manifest["metadata"]["name"]
    if len(name) > LONGEST_NAME:
        said = f"the name has {len(name)} characters, KEDA takes {LONGEST_NAME}"
        yield Fault(path=("metadata", "name"), message=said, help="shorten the name")
    yield from scaling.target_faults(spec["scaleTargetRef"])
    yield from _replicas(spec)
    if not spec["triggers"]:
        yield Fault(path=("spec", "triggers"), message="nothing triggers it", help="say what to scale by in `targets:`")
    for index, trigger in enumerate(spec["triggers"]):
        yield from _trigger(trigger, ("spec", "triggers", index))
    yield from _fallback(spec)
    behavior = spec.get("advanced", {}).get("horizontalPodAutoscalerConfig", {}).get("behavior", {})
    yield from scaling.behavior_faults(behavior, ("spec", "advanced", "horizontalPodAutoscalerConfig", "behavior"))


def _replicas(spec: Mapping[str, Any]) -> Iterator[Fault]:
    minimum, maximum = spec.get("minReplicaCount", 0), spec.get("maxReplicaCount", 100)
    if minimum < 0 or maximum < max(1, minimum):
        said = f"{minimum} to {maximum} replicas is no range"
        yield Fault(path=("spec", "maxReplicaCount"), message=said, help="write a greater `max`")
    if "idleReplicaCount" in spec and not 0 <= spec["idleReplicaCount"] < minimum:
        said = "idleReplicaCount must be less than minReplicaCount"
        yield Fault(path=("spec", "idleReplicaCount"), message=said, help="leave it out")
    if minimum == 0 and spec["triggers"] and all(trigger["type"] in _RESOURCES for trigger in spec["triggers"]):
        said = "pods that do not run use no CPU and no memory: from 0 it would never start"
        yield Fault(path=("spec", "minReplicaCount"), message=said, help="write `min: 1`, or add a target that is not a resource")
    for field, least in (("pollingInterval", 1), ("cooldownPeriod", 0)):
        if spec.get(field, least) < least:
            yield Fault(path=("spec", field), message=f"{field} must be at least {least}", help="write a longer time")


def _trigger(trigger: Mapping[str, Any], path: source.KeyPath) -> Iterator[Fault]:
    metadata = trigger["metadata"]
    if trigger.get("metricType", "AverageValue") not in {"AverageValue", "Value", "Utilization"}:
        yield Fault(path=(*path, "metricType"), message=f"`{trigger['metricType']}` is no type of metric", help="AverageValue or Value")
    if trigger["type"] in _RESOURCES:
        if not _above_zero(metadata.get("value")):
            yield Fault(path=(*path, "metadata", "value"), message="the target is no number above 0", help="write a percentage")
        return
    if trigger["type"] == "cron":
        yield from _hours(metadata, path)
    if trigger["type"] != "prometheus":
        return
    for field in _REQUIRED:
        if not metadata.get(field):
            yield Fault(path=(*path, "metadata"), message=f"the prometheus trigger has no `{field}`", help="say it in the spec")
    if metadata.get("threshold") and not _above_zero(metadata["threshold"]):
        said = f"the threshold `{metadata['threshold']}` is no number above 0"
        yield Fault(path=(*path, "metadata", "threshold"), message=said, help="write a plain number")
    if metadata.get("ignoreNullValues") not in {"true", "false"}:
        # The default turns "no data" into 0, and so a broken scrape into a scale-down: it has to be a decision.
        said = "`ignoreNullValues` is not said, and by default no data counts as 0"
        yield Fault(path=(*path, "metadata", "ignoreNullValues"), message=said, help='write "true" or "false"')


def _hours(metadata: Mapping[str, Any], path: source.KeyPath) -> Iterator[Fault]:
    """Yield what the cron trigger refuses: https://github.com/kedacore/keda/blob/main/pkg/scalers/cron_scaler.go."""
    for field in ("start", "end"):
        text = metadata.get(field, "")
        # It reads five fields and no word for them, such as `@daily`.
        read = parse_cron(text) if len(text.split()) == _CRON_FIELDS else "it has not five fields"
        if isinstance(read, str):
            yield Fault(
                path=(*path, "metadata"), message=f"`{text}` is no `{field}`: {read}", help="correct `from:` and `until:` of the hours"
            )
    if metadata.get("start") == metadata.get("end"):
        yield Fault(path=(*path, "metadata"), message="`start` and `end` are the same", help="write a later time at `until:`")
    if metadata.get("timezone") not in time_zones():
        said = f"there is no time zone `{metadata.get('timezone', '')}`"
        yield Fault(path=(*path, "metadata", "timezone"), message=said, help="write one of the IANA database")
    if not str(metadata.get("desiredReplicas", "")).isdecimal():
        yield Fault(path=(*path, "metadata", "desiredReplicas"), message="`desiredReplicas` is no number", help="write how many replicas")


def _fallback(spec: Mapping[str, Any]) -> Iterator[Fault]:
    if "fallback" not in spec:
        return
    usable = [
        t for t in spec["triggers"] if t["type"] not in _RESOURCES | {"cron"} and t.get("metricType", "AverageValue") == "AverageValue"
    ]
    if not usable:
        said = "the fallback needs a trigger that is no resource, asks somebody, and whose metricType is AverageValue"
        yield Fault(path=("spec", "fallback"), message=said, help="leave out `fallback`, or scale by a metric per replica")
    for field, least in (("failureThreshold", 1), ("replicas", 0)):
        if spec["fallback"][field] < least:
            yield Fault(path=("spec", "fallback", field), message=f"{field} must be at least {least}", help="write a greater number")


def _above_zero(value: object) -> bool:
    try:
        return float(str(value)) > 0
    except ValueError:
        return False
