"""What a spec file says as far as it is typed: keys, items and texts with their paths and places. Nothing is an error here."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from typing import Final

from tocsin.lsp.outline.block import Block
from tocsin.lsp.outline.entry import Entry
from tocsin.source import KeyPath, Span

__all__ = ["Entry", "Outline", "contains"]


_MOST_CHARACTERS: Final = 1_000_000  # half a second; nobody types a spec of that size


class Outline:
    """The entries of one file, in reading order."""

    def __init__(self, file: str, text: str) -> None:
        self.file = file
        self.text = text
        self.entries: tuple[Entry, ...] = tuple(Block(file, text if len(text) <= _MOST_CHARACTERS else "").read())

    @cached_property
    def by_path(self) -> Mapping[KeyPath, Entry]:
        """Each entry by its path; of two with one path, the first."""
        return {entry.path: entry for entry in reversed(self.entries)}

    def keys(self, path: KeyPath) -> tuple[str, ...]:
        """Return the keys of the mapping at `path`, half-typed ones left out."""
        return self._keys.get(path, ())

    @cached_property
    def _keys(self) -> Mapping[KeyPath, tuple[str, ...]]:
        found: dict[KeyPath, list[str]] = {}
        for entry in self.entries:
            if entry.key is not None and entry.form != "half":
                found.setdefault(entry.path[:-1], []).append(str(entry.path[-1]))
        return {path: tuple(keys) for path, keys in found.items()}

    def at(self, line: int, column: int) -> tuple[Entry, bool] | None:
        """Return the entry whose key or text is at a place, both from 1, and whether it is its key; None: nothing is."""
        for entry in self.entries:
            if entry.key is not None and contains(entry.key, line, column):
                return entry, True
            if entry.value is not None and contains(entry.value, line, column):
                return entry, False
        return None


def contains(span: Span, line: int, column: int) -> bool:
    """Tell whether a place is in `span`, or directly behind it, where a cursor stands after typing."""
    return (span.line, span.column) <= (line, column) <= (span.end_line, span.end_column)
