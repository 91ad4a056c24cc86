"""Compares two objects as data: where they differ."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator, Mapping
from typing import Any, Final, TypeAlias

from msgspec import Struct

from tocsin.source import KeyPath

MISSING: Final = object()
"""What is in one of two objects only is this in the other."""

Keys: TypeAlias = Mapping[str, Callable[[Any], Hashable]]
"""The lists, by the names of their fields, whose order says nothing: what tells their items apart."""


class Difference(Struct, frozen=True, kw_only=True):
    """A part that is not the same in both."""

    at: KeyPath
    """Its place in the first; of what only the second has, the place where it would be."""
    given: Any
    ours: Any


def differences(given: Any, ours: Any, keys: Keys, at: KeyPath = ()) -> Iterator[Difference]:  # noqa: ANN401  # whatever the objects hold
    """Yield the smallest parts that differ, in the order of `given`.

    >>> [each.at for each in differences({"a": [1, 2], "b": 3}, {"a": [1, 5], "c": 4}, {})]
    [('a', 1), ('b',), ('c',)]
    >>> list(differences({"a": [{"n": 1}, {"n": 2}]}, {"a": [{"n": 2}, {"n": 1}]}, {"a": lambda item: item["n"]}))
    []
    """
    match given, ours:
        case dict(), dict():
            for key in [*given, *(key for key in ours if key not in given)]:
                yield from differences(given.get(key, MISSING), ours.get(key, MISSING), keys, (*at, key))
        case list(), list() if at and at[-1] in keys:
            yield from _unordered(given, ours, keys, at)
        case list(), list() if len(given) == len(ours):
            for index, (theirs, own) in enumerate(zip(given, ours, strict=True)):
                yield from differences(theirs, own, keys, (*at, index))
        case _ if given != ours:
            yield Difference(at=at, given=given, ours=ours)


def _unordered(given: list[Any], ours: list[Any], keys: Keys, at: KeyPath) -> Iterator[Difference]:
    key_of = keys[str(at[-1])]
    left = [*ours]
    for index, item in enumerate(given):
        same = next((each for each in left if key_of(each) == key_of(item)), MISSING)
        if same is not MISSING:
            left.remove(same)
        yield from differences(item, same, keys, (*at, index))
    for item in left:
        yield Difference(at=at, given=MISSING, ours=item)
