"""ScaledObjects of KEDA."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any, Final

from tocsin.adopt.objects import behavior, scale_target, triggers
from tocsin.adopt.objects.behavior import seconds
from tocsin.adopt.objects.beside import Beside
from tocsin.adopt.objects.comparison import Keys
from tocsin.adopt.objects.found import Found
from tocsin.adopt.objects.said import Reason, Said

KIND: Final = "ScaledObject"
VERSION: Final = "keda.sh/v1alpha1"
KEYS: Final[Keys] = {"triggers": triggers.key}
REASONS: Final[Mapping[tuple[str, ...], Reason]] = {
    ("triggers", "*", "metadata", "ignoreNullValues"): Reason(
        text="a query without a value is a failure, at which what runs is kept, and no 0, at which replicas go", told=True
    ),
    ("triggers", "*", "name"): Reason(text="metrics of KEDA call it so", told=True),
    ("triggers", "*", "metadata", "serverAddress"): Reason(text="a platform asks one Prometheus, `platform.cluster.prometheus.address`"),
    ("triggers", "*", "authenticationRef"): Reason(text="it is said once, at `platform.cluster.prometheus.access`"),
    ("triggers", "*", "metadata"): Reason(text="there is no word for it, or it is one of `platform.cluster.prometheus.access`"),
    ("fallback",): Reason(text="only what is held for each replica falls back"),
    ("advanced", "horizontalPodAutoscalerConfig", *next(iter(behavior.REASONS))): next(iter(behavior.REASONS.values())),
}
_DEFAULTS: Final = {"pollingInterval": 30, "cooldownPeriod": 300, "minReplicaCount": 0, "maxReplicaCount": 100}
_SETTINGS: Final = ("autoscaling.keda.sh/", "scaledobject.keda.sh/", "validations.keda.sh/")
"""How annotations begin that change what KEDA does."""


def upgraded(found: Found) -> Mapping[str, Any]:
    """Return its spec: there is one version of it."""
    return found.spec


def said(found: Found, spec: Mapping[str, Any], beside: Beside, taken: Collection[str]) -> Said:
    """Return what it says of how it scales."""
    meant = plain(spec)
    least = meant["minReplicaCount"]
    asked = triggers.said_by(spec["triggers"], sleeps=least == 0, taken=taken)
    value: dict[str, Any] = scale_target.named(found, beside, by="keda")
    value["replicas"] = {"min": least, "max": meant["maxReplicaCount"]}
    value |= asked.sections | behavior.directions(_configured(spec).get("behavior"))
    for word, field in (("polling", "pollingInterval"), ("cooldown", "cooldownPeriod")):
        value |= {word: seconds(meant[field])} if meant[field] != _DEFAULTS[field] else {}
    fallback = spec.get("fallback")
    if fallback:
        behaved = {"behavior": fallback["behavior"]} if "behavior" in fallback else {}
        value["fallback"] = {"replicas": fallback["replicas"], "after": fallback["failureThreshold"], **behaved}
    settings = [name for name in found.annotations if name.startswith(_SETTINGS)]
    unsaid = [((), f"there is no word for its annotation `{name}`") for name in settings]
    return Said(
        section="scaling",
        value=value,
        workload=scale_target.workload(spec),
        metrics=asked.metrics,
        unsaid=(*unsaid, *scale_target.unsaid(spec), *asked.unsaid),
    )


def plain(spec: Mapping[str, Any]) -> dict[str, Any]:
    """Return what it means: with what KEDA puts where nothing is said."""
    advanced = dict(spec.get("advanced") or {})
    if not advanced.get("restoreToOriginalReplicaCount"):
        advanced.pop("restoreToOriginalReplicaCount", None)
    configured = _configured(spec)
    advanced["horizontalPodAutoscalerConfig"] = {**configured, "behavior": behavior.plain(configured.get("behavior"))}
    meant = {**_DEFAULTS, **spec, "advanced": advanced}
    if not meant.get("initialCooldownPeriod"):
        meant.pop("initialCooldownPeriod", None)
    if meant.get("fallback"):
        meant["fallback"] = {"behavior": "static", **meant["fallback"]}
    if meant["minReplicaCount"]:
        meant["cooldownPeriod"] = _DEFAULTS["cooldownPeriod"]  # which is only waited for before the last replica goes
    meant["scaleTargetRef"] = {"apiVersion": "apps/v1", "kind": "Deployment", **spec["scaleTargetRef"]}
    meant["triggers"] = [triggers.plain(each, sleeps=meant["minReplicaCount"] == 0) for each in spec["triggers"]]
    return meant


def _configured(spec: Mapping[str, Any]) -> Mapping[str, Any]:
    return (spec.get("advanced") or {}).get("horizontalPodAutoscalerConfig") or {}
