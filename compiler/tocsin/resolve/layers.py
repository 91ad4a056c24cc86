"""Plain data below what an author wrote: each layer changes those below it field by field, and `null` removes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from msgspec import Struct

from tocsin.resolve.patching import merge_patch
from tocsin.source import KeyPath
from tocsin.spec.whole import replaces


class Layer(Struct, frozen=True, kw_only=True):
    """What one place brings."""

    given: Mapping[str, Any]
    at: KeyPath
    asked: bool
    """Whether the line `at` asks for all of it; otherwise it is written there."""


def together(layers: Iterable[Layer]) -> dict[str, Any]:
    """Return what `layers` come to, the first being the lowest."""
    value: dict[str, Any] = {}
    for layer in layers:
        value = merge_patch(value, layer.given)
    return value


def under(given: Mapping[str, Any], written: Mapping[str, Any]) -> dict[str, Any]:
    """Return what was written, completed by what is given. A `null` removes what is given, and nothing else is touched by it.

    >>> under({"a": {"b": 1, "c": 2}, "d": 3}, {"a": {"b": 5, "c": None}, "d": None, "e": None})
    {'a': {'b': 5}, 'e': None}
    """
    merged: dict[str, Any] = {}
    for key, value in written.items():
        default = given.get(key)
        if value is None and key in given:
            continue
        if isinstance(value, dict) and isinstance(default, dict) and not replaces(value, default):
            merged[key] = under(default, value)
        else:
            merged[key] = value
    return {**merged, **{key: value for key, value in given.items() if key not in written}}


def places(layers: Sequence[Layer], written: Mapping[str, Any]) -> Iterator[tuple[KeyPath, KeyPath]]:
    """Yield the paths of what `layers` bring to what was written, of each the shortest, and where each stands."""
    for index, layer in enumerate(layers):
        for path in missing(layer.given, written, together(layers[:index])):
            yield path, layer.at if layer.asked else (*layer.at, *path)


def missing(given: Mapping[str, Any], written: Mapping[str, Any], below: Mapping[str, Any] | None = None) -> Iterator[KeyPath]:
    """Yield the paths of what is given and neither was written nor stands `below`, of each the shortest."""
    for key, value in given.items():
        own, lower = written.get(key), (below or {}).get(key)
        if key in written and (not (isinstance(value, dict) and isinstance(own, dict)) or replaces(own, value)):
            continue
        if isinstance(value, dict) and (key in written or isinstance(lower, dict)) and not replaces(value, lower):
            yield from ((key, *path) for path in missing(value, own or {}, lower if isinstance(lower, dict) else {}))
        else:
            yield (key,)


def removals(layers: Iterable[Layer]) -> Iterator[tuple[KeyPath, bool]]:
    """Yield where each `null` of `layers` stands, and whether there is something below that it removes."""
    below: dict[str, Any] = {}
    for layer in layers:
        yield from (((*layer.at, *path), found) for path, found in _nulls(layer.given, below))
        below = merge_patch(below, layer.given)


def _nulls(given: Mapping[str, Any], below: Mapping[str, Any]) -> Iterator[tuple[KeyPath, bool]]:
    for key, value in given.items():
        lower = below.get(key)
        if value is None:
            yield (key,), key in below
        elif isinstance(value, dict):
            yield from (((key, *path), found) for path, found in _nulls(value, lower if isinstance(lower, dict) else {}))


def mapping(value: object) -> Mapping[str, Any]:
    """Return `value`, if it is a mapping: what is of another shape is left as it is, because validation tells its author."""
    return value if isinstance(value, dict) else {}
