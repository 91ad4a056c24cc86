"""An index of alerts or rules by the value of one label: each question is about a few of thousands."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Generic, Protocol, TypeVar


class _Known(Protocol):
    def known(self, label: str) -> str | None: ...


L = TypeVar("L", bound=_Known)


class ByValue(Generic[L]):
    """Labels by the value of one of them."""

    def __init__(self, each: Iterable[L], label: str) -> None:
        """Take the labels, and the name of the one that is asked for."""
        self._values: dict[str | None, list[L]] = {}
        for labels in each:
            self._values.setdefault(labels.known(label), []).append(labels)

    def of(self, value: str) -> Sequence[L]:
        """Return those that have this value, or may have it."""
        return [*self._values.get(value, ()), *self._values.get(None, ())]
