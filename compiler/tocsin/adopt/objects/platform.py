"""What a platform that is begun with objects says of itself."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any, Final

from tocsin.adopt.objects.found import Found
from tocsin.adopt.objects.metadata import selecting
from tocsin.adopt.objects.triggers import authenticated
from tocsin.resolve.patching import merge_patch

_TENANT: Final = "X-Scope-OrgID="


def begun(
    platform: str | None, objects: Sequence[Found], more: Mapping[str, Any], fits: Callable[[Mapping[str, Any]], bool]
) -> dict[str, Any]:
    """Return a spec that only says what a platform is, by objects and `more`, which goes first; nothing without a name: there is one.

    What objects say of it is left out where it does not fit: then it is said of each what keeps it from being taken over.
    """
    if platform is None:
        return {}
    bare = {"name": platform, "namespace": platform}
    spec = {"platform": merge_patch({**bare, **_known(objects)}, more)}
    return spec if not objects or fits(spec) else {"platform": merge_patch(bare, more)}


def _known(objects: Sequence[Found]) -> dict[str, Any]:
    """Return the namespace that most objects are about, the Prometheus that most ask, and the labels that it selects monitors by."""
    said: dict[str, Any] = {}
    if namespace := _most(_namespaces(objects)):
        said["namespace"] = namespace
    asked = list(_asked(objects))
    prometheus: dict[str, Any] = max(asked, key=asked.count, default={}) | _selected(objects)
    blackbox = {"address": prober} if (prober := _most(_probers(objects))) else {}
    cluster = {key: section for key, section in (("prometheus", prometheus), ("blackbox", blackbox)) if section}
    return said | ({"cluster": cluster} if cluster else {})


def _probers(objects: Iterable[Found]) -> Iterator[str]:
    for found in objects:
        match found.spec.get("prober"):
            case {"url": str(address)} if "@" not in address:
                yield address


def _namespaces(objects: Iterable[Found]) -> Iterator[str]:
    for found in objects:
        match found.spec.get("namespaceSelector"):
            case {"matchNames": [str(namespace)]}:
                yield namespace
            case _ if found.namespace:
                yield found.namespace


def _selected(objects: Iterable[Found]) -> dict[str, Any]:
    """Return the labels that all monitors have in common, besides those that every chart gives, and the one release that some name."""
    labels = [selecting(found) for found in objects if "scaleTargetRef" not in found.spec]
    common = {key: value for key, value in labels[0].items() if all(each.get(key) == value for each in labels)} if labels else {}
    releases = {each["release"] for each in labels if "release" in each}
    # What is selected without it, as a Probe may be, is selected with it, too.
    common |= {"release": releases.pop()} if len(releases) == 1 else {}
    match common:
        case {"release": str(release), **others} if not others:
            return {"release": release}
        case {}:
            return {"monitor_labels": common} if common else {}


def _asked(objects: Iterable[Found]) -> Iterator[dict[str, Any]]:
    """Yield the Prometheus that each trigger asks, and how that is let in."""
    for found in objects:
        triggers = found.spec.get("triggers")
        for trigger in triggers if found.kind == "ScaledObject" and isinstance(triggers, list) else ():
            match trigger:
                case {"type": "prometheus", "metadata": {"serverAddress": str(address), **metadata}} if "@" not in address:
                    access = authenticated(trigger) | _access(metadata)
                    yield {"address": address} | ({"access": access} if access else {})


def _access(metadata: Mapping[Any, Any]) -> dict[str, Any]:
    said: dict[str, Any] = {}
    match metadata:
        case {"authModes": str(modes)}:
            said["modes"] = modes.split(",")
    match metadata:
        case {"customHeaders": str(headers)} if headers.startswith(_TENANT) and "," not in headers:
            said["tenant"] = headers.removeprefix(_TENANT)
    match metadata:
        case {"awsRegion": str(region)}:
            said["aws_region"] = region
    return said


def _most(given: Iterable[str]) -> str | None:
    found = Counter(given).most_common(1)
    return found[0][0] if found else None
