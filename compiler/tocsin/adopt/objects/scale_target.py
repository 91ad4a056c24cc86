"""What an autoscaler scales, as a `workload:`, and what both kinds of autoscalers say of themselves."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final

from tocsin.adopt.objects.beside import Beside
from tocsin.adopt.objects.found import Found
from tocsin.source import KeyPath

_WORDS: Final = {"Deployment": "deployment", "StatefulSet": "statefulset", "Rollout": "rollout"}

_USUAL: Final = "Deployment"


def workload(spec: Mapping[str, Any]) -> dict[str, Any]:
    """Return what `scaleTargetRef` names, which is a Deployment where nothing is said; of what is no workload something else.

    >>> workload({"scaleTargetRef": {"kind": "StatefulSet", "name": "a"}}), workload({"scaleTargetRef": {"name": "b"}})
    ({'statefulset': 'a'}, {'deployment': 'b'})
    """
    reference = spec["scaleTargetRef"]
    return {_WORDS.get(reference.get("kind", _USUAL), "deployment"): reference["name"]}


def targets(objects: Iterable[Found]) -> dict[tuple[str, str], Mapping[str, str]]:
    """Return the workloads that autoscalers scale, by namespace and name."""
    found: dict[tuple[str, str], Mapping[str, str]] = {}
    for each in objects:
        match each.spec.get("scaleTargetRef"):
            case {"name": str(name), **reference} if str(reference.get("kind", _USUAL)) in _WORDS:
                found[each.namespace, name] = workload(each.spec)
    return found


def unsaid(spec: Mapping[str, Any]) -> Iterator[tuple[KeyPath, str]]:
    """Yield what it scales, where that is nothing that a `workload:` says."""
    kind = spec["scaleTargetRef"].get("kind", _USUAL)
    if kind not in _WORDS:
        yield ("scaleTargetRef", "kind"), f"here a Deployment, a StatefulSet or a Rollout is scaled, and no {kind}"


def named(found: Found, beside: Beside, *, by: str) -> dict[str, Any]:
    """Return what a scaling says first: the name of the object, which takes it over in place, and `by:` where it is not usual."""
    return ({"by": by} if by != beside.autoscaler else {}) | {"name": found.name}
