"""What a platform that is begun with objects says of itself."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from tocsin.adopt.objects.found import Found


def of_platform(objects: Sequence[Found]) -> dict[str, Any]:
    """Return the namespace of all objects, where they have one in common."""
    namespaces = {found.namespace for found in objects if found.namespace}
    return {"namespace": namespaces.pop()} if len(namespaces) == 1 else {}
