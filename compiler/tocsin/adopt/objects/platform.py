"""What a platform that is begun with objects says of itself."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from tocsin.adopt.objects.found import Found
from tocsin.adopt.objects.metadata import selecting
from tocsin.resolve.patching import merge_patch


def begun(platform: str | None, objects: Sequence[Found], more: Mapping[str, Any]) -> dict[str, Any]:
    """Return a spec that only says what a platform of this name is, by objects and `more`, which goes first; nothing where there is one."""
    if platform is None:
        return {}
    return {"platform": merge_patch({"name": platform, "namespace": platform, **_known(objects)}, more)}


def _known(objects: Sequence[Found]) -> dict[str, Any]:
    """Return the namespace that most objects are about, the Prometheus that most ask, and the labels that it selects monitors by."""
    said: dict[str, Any] = {}
    if namespace := _most(_namespaces(objects)):
        said["namespace"] = namespace
    prometheus: dict[str, Any] = {}
    if address := _most(_addresses(objects)):
        prometheus["address"] = address
    prometheus |= _selected(objects)
    return said | ({"cluster": {"prometheus": prometheus}} if prometheus else {})


def _namespaces(objects: Iterable[Found]) -> Iterator[str]:
    for found in objects:
        match found.spec.get("namespaceSelector"):
            case {"matchNames": [str(namespace)]}:
                yield namespace
            case _ if found.namespace:
                yield found.namespace


def _selected(objects: Iterable[Found]) -> dict[str, Any]:
    """Return the labels that all monitors have in common, besides those that every chart gives."""
    labels = [selecting(found) for found in objects if "scaleTargetRef" not in found.spec]
    common = {key: value for key, value in labels[0].items() if all(each.get(key) == value for each in labels)} if labels else {}
    match common:
        case {"release": str(release), **others} if not others:
            return {"release": release}
        case {}:
            return {"monitor_labels": common} if common else {}


def _addresses(objects: Iterable[Found]) -> Iterator[str]:
    for found in objects:
        triggers = found.spec.get("triggers")
        for trigger in triggers if found.kind == "ScaledObject" and isinstance(triggers, list) else ():
            match trigger:
                case {"type": "prometheus", "metadata": {"serverAddress": str(address)}} if "@" not in address:
                    yield address


def _most(given: Iterable[str]) -> str | None:
    found = Counter(given).most_common(1)
    return found[0][0] if found else None
