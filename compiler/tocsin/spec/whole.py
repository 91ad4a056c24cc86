"""What stands for one value though it is written as a mapping, so that a patch does not put another into it key by key."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

_REFERENCES: Final = ("secret", "file", "config_map")
"""What a value may stand in that is named: each with keys of its own."""


def replaces(above: object, below: object) -> bool:
    """Tell whether `above` takes the place of all of `below`: each refers to a value, and in another kind of thing.

    >>> replaces({"file": "/run/token"}, {"secret": "chat", "key": "token"})
    True
    >>> replaces({"key": "other"}, {"secret": "chat", "key": "token"})
    False
    """
    if not isinstance(above, Mapping) or not isinstance(below, Mapping):
        return False
    kind, other = _kind(above), _kind(below)
    return kind is not None and other is not None and kind != other


def _kind(value: Mapping[str, object]) -> str | None:
    named = [kind for kind in _REFERENCES if isinstance(value.get(kind), str)]
    return named[0] if len(named) == 1 and value.keys() <= {named[0], "key"} else None
