"""What a platform that is begun with objects says of itself."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from tocsin.adopt.objects.found import Found


def of_platform(objects: Sequence[Found]) -> dict[str, Any]:
    """Return the namespace of all objects, where they have one in common, and the Prometheus that most of them ask."""
    namespaces = {found.namespace for found in objects if found.namespace}
    said: dict[str, Any] = {"namespace": namespaces.pop()} if len(namespaces) == 1 else {}
    prometheus: dict[str, Any] = {}
    if address := _most(_addresses(objects)):
        prometheus["address"] = address
    return said | ({"cluster": {"prometheus": prometheus}} if prometheus else {})


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
