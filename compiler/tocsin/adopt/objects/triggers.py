"""The triggers of a ScaledObject as `targets:`, `hours:` and `triggers:`, and what each means.

https://keda.sh/docs/2.20/reference/scaledobject-spec/#triggers
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from typing import Any, Final

from msgspec import Struct, field

from tocsin import catalog
from tocsin.adopt.names import free, name, word
from tocsin.promql import ParseFailure, metrics, parse, pretty, to_text
from tocsin.regex import late
from tocsin.source import KeyPath

_RESOURCES: Final = frozenset({"cpu", "memory"})
_PROMETHEUS: Final = "prometheus"
_CRON: Final = "cron"
_USUAL_TYPE: Final = "AverageValue"
_DEFAULTS: Final = {"activationThreshold": "0", "ignoreNullValues": "true", "unsafeSsl": "false"}
_NUMBERS: Final = frozenset({"threshold", "activationThreshold"})
_WIDTH: Final = 100
_SECRETIVE: Final = late(r"(password|token|secret|apikey|accesskey|connectionstring|connection)$", re.IGNORECASE)
_CREDENTIALS: Final = late(r"://[^/@\s]*@")
_IN_VAIN: Final = "metricName"
"""Nothing reads it any more since KEDA 2.12."""


class Triggers(Struct, kw_only=True):
    """What the triggers say in the language."""

    targets: dict[str, Any] = field(default_factory=dict)
    hours: dict[str, Any] = field(default_factory=dict)
    triggers: dict[str, Any] = field(default_factory=dict)
    metrics: dict[str, Any] = field(default_factory=dict)
    unsaid: list[tuple[KeyPath, str]] = field(default_factory=list)

    @property
    def sections(self) -> dict[str, Any]:
        """Those parts of a scaling that something is said in."""
        said = {"targets": self.targets, "hours": self.hours, "triggers": self.triggers}
        return {key: section for key, section in said.items() if section}


def said_by(triggers: Sequence[Mapping[str, Any]], *, sleeps: bool, taken: Collection[str]) -> Triggers:
    """Return what triggers say; `taken` are names that their metrics may not have."""
    found = Triggers()
    for index, trigger in enumerate(triggers):
        match trigger["type"]:
            case "cpu" | "memory" as resource:
                _resource(found, ("triggers", index), resource, plain(trigger, sleeps=sleeps))
            case "prometheus":
                _metric(found, trigger, sleeps=sleeps, taken=taken)
            case "cron":
                metadata = trigger["metadata"]
                own = free(word(str(trigger.get("name", "hours")).removeprefix("hours-"), ()), found.hours, by="_")
                hours = {"from": metadata.get("start"), "until": metadata.get("end"), "timezone": metadata.get("timezone")}
                found.hours[own] = {**hours, "replicas": _number(metadata.get("desiredReplicas", ""))}
            case _ if (secret := _secret(trigger["metadata"])) is not None:
                reason = f"credentials stand at `{secret}`: put them into a Secret, and name that, `{secret}: {{secret: …, key: …}}`"
                found.unsaid.append((("triggers", index), reason))
            case other:
                own = free(str(trigger.get("name") or name(other, ())), {*found.triggers, *found.targets})
                found.triggers[own] = {"type": other, "metadata": dict(trigger["metadata"]), **authenticated(trigger), **_typed(trigger)}
    return found


def _secret(metadata: Mapping[str, str]) -> str | None:
    """Return the first parameter that has credentials for a value, which no spec may have; None where none has."""
    return next((name for name, value in metadata.items() if _SECRETIVE.search(name) or _CREDENTIALS.search(value)), None)


def _resource(found: Triggers, at: KeyPath, resource: str, meant: Mapping[str, Any]) -> None:
    share, container = meant["metadata"].get("value"), meant["metadata"].get("containerName")
    if resource in found.targets:
        found.unsaid.append((at, f"`{resource}` is held once, of one container or of all"))
    elif meant["metricType"] != "Utilization" or not str(share).isdecimal():
        found.unsaid.append((at, f"`{resource}` is held at a share of what pods request: `{resource}: 70%`"))
    else:
        found.targets[resource] = {"utilization": f"{share}%", "container": container} if container else f"{share}%"


def _metric(found: Triggers, trigger: Mapping[str, Any], *, sleeps: bool, taken: Collection[str]) -> None:
    metadata = trigger["metadata"]
    query = metadata.get("query", "")
    read = parse(query)
    usual = "metric" if isinstance(read, ParseFailure) else next(iter(metrics(read)), "metric")
    own = str(trigger.get("name") or word(metadata.get(_IN_VAIN) or usual, ()))
    target = free(own, {*found.targets, *found.triggers}, by="_")
    # Under the name of a pack's metric it would be read in its place, by whatever asks for that one.
    names = {*taken, *found.metrics}
    metric = free(word(target, ()) if target in names or catalog.find(target) else target, names, by="_")
    while catalog.find(metric):
        metric = free(f"{metric}_scaling", names, by="_")
    text = query if isinstance(read, ParseFailure) else pretty(read, width=_WIDTH)
    found.metrics[metric] = {"expr": text, "unit": "count", "unproved": "it only scales: nobody is called for it"}
    kind = "per_replica" if trigger.get("metricType", _USUAL_TYPE) == _USUAL_TYPE else "total"
    activation = _number(metadata.get("activationThreshold", "0"))
    found.targets[target] = {
        **({"metric": metric} if metric != target else {}),
        kind: _number(metadata.get("threshold", "")),
        **({"activation": activation} if sleeps and activation != 0 else {}),
    }


def authenticated(trigger: Mapping[str, Any]) -> dict[str, Any]:
    """Return what a trigger, or an `access:`, says of who asks."""
    match trigger.get("authenticationRef"):
        case {"kind": "ClusterTriggerAuthentication", "name": name}:
            return {"authentication": {"cluster": name}}
        case {"name": name}:
            return {"authentication": name}
        case _:
            return {}


def _typed(trigger: Mapping[str, Any]) -> dict[str, Any]:
    kind = trigger.get("metricType", _USUAL_TYPE)
    return {} if kind == _USUAL_TYPE else {"metric_type": kind}


def plain(trigger: Mapping[str, Any], *, sleeps: bool) -> dict[str, Any]:
    """Return what a trigger means: with what KEDA puts where nothing is said, and without what has no effect."""
    metadata: dict[str, Any] = dict(trigger["metadata"])
    kind = trigger.get("metricType", _USUAL_TYPE)
    match trigger["type"]:
        case "cpu" | "memory":
            kind = trigger.get("metricType") or metadata.get("type")
            metadata.pop("type", None)
        case "prometheus":
            metadata = _DEFAULTS | metadata
            metadata.pop(_IN_VAIN, None)
            if not sleeps:
                metadata.pop("activationThreshold")
            metadata |= {key: _number(metadata[key]) for key in _NUMBERS & metadata.keys()}
            read = parse(metadata.get("query", ""))
            metadata |= {} if isinstance(read, ParseFailure) else {"query": to_text(read)}
        case "cron":
            metadata |= {key: " ".join(metadata[key].split()) for key in ("start", "end") if key in metadata}
    reference = trigger.get("authenticationRef")
    rest = {"authenticationRef": {"kind": "TriggerAuthentication", **reference}} if reference else {}
    return {**trigger, "metricType": kind, "metadata": metadata, **rest}


def key(trigger: Mapping[str, Any]) -> str:
    """Return what tells a plain trigger from others of its object."""
    metadata = trigger["metadata"]
    match trigger["type"]:
        case "prometheus":
            return repr((_PROMETHEUS, metadata.get("query")))
        case "cron":
            return repr((_CRON, metadata.get("start"), metadata.get("end")))
        case other:
            return repr((other, sorted(metadata.items()) if other not in _RESOURCES else ()))


def _number(text: object) -> float | int | str:
    """Return the number that a text is; what is none stays, for the compiler to say so.

    >>> _number("5"), _number("0.50"), _number("many")
    (5, 0.5, 'many')
    """
    try:
        found = float(str(text))
    except ValueError:
        return str(text)
    return int(found) if found.is_integer() else found
