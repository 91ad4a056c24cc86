"""Mappings whose values are made when they are read: those of a large estate do not fit into memory at once."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import TypeVar

_Value = TypeVar("_Value")


class Deferred(Mapping[str, _Value]):
    """A mapping of `keys`, whose values `make` makes each time that they are asked for."""

    def __init__(self, keys: Iterable[str], make: Callable[[str], _Value]) -> None:
        """Keep the keys in their order."""
        self._keys = dict.fromkeys(keys)
        self._make = make

    def __getitem__(self, key: str) -> _Value:
        """Return what is made of the key; raise KeyError when it is none of the keys."""
        if key not in self._keys:
            raise KeyError(key)
        return self._make(key)

    def __contains__(self, key: object) -> bool:
        """Tell whether it is one of the keys."""
        return key in self._keys

    def __iter__(self) -> Iterator[str]:
        """Return the keys in their order."""
        return iter(self._keys)

    def __len__(self) -> int:
        """Return how many keys there are."""
        return len(self._keys)
