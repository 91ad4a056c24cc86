"""A place in a spec file, with all that is known around it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cached_property
from typing import Final

from msgspec import Struct

from tocsin.catalog import Metric, Pack
from tocsin.finding import Checked
from tocsin.lsp.language import Language
from tocsin.lsp.meaning import Kind, kind_of_key, kind_of_text, spec_path
from tocsin.lsp.names import Names, given
from tocsin.lsp.outline import Entry, Outline
from tocsin.source import KeyPath, split_lines

_SERIES: Final = re.compile(r"[a-zA-Z_:][a-zA-Z0-9_:]*")


class Place(Struct, frozen=True, kw_only=True, dict=True):
    """Where a cursor is. Line and column count from 1."""

    outline: Outline
    line: int
    column: int
    language: Language
    names: Names
    estate: tuple[Checked, ...] = ()
    """The platform of the file in each of its environments, as it was when it could last be understood."""

    @cached_property
    def found(self) -> tuple[Entry, bool] | None:
        """The entry here, and whether it is its key that is meant."""
        return self.outline.at(self.line, self.column)

    @property
    def path(self) -> KeyPath:
        """The path in the spec; empty where nothing is."""
        return spec_path(self.found[0].path) if self.found is not None else ()

    @cached_property
    def kind(self) -> Kind | None:
        """What the key or text here refers to."""
        if self.found is None or not self.path:
            return None
        entry, is_key = self.found
        kind_of = kind_of_key if is_key else kind_of_text
        return kind_of(self.language, self.path, given(self.outline, entry.path))

    @property
    def name(self) -> str:
        """The name here: of an expression the series that the cursor is in, of a pack without the releases."""
        if self.found is None:
            return ""
        entry, is_key = self.found
        if is_key:
            return str(entry.path[-1])
        if self.kind == "expr":
            return self.word(_SERIES)
        return entry.text.partition("@")[0] if self.kind == "pack" else entry.text

    def word(self, pattern: re.Pattern[str]) -> str:
        """Return what matches a pattern around the cursor; empty when nothing does."""
        line = split_lines(self.outline.text)[self.line - 1]
        around = (match for match in pattern.finditer(line) if match.start() <= self.column - 1 <= match.end())
        return next((match[0] for match in around), "")

    def metrics(self, series: str) -> Mapping[str, tuple[Pack, Metric]]:
        """Return what the packs in use know of a series, by their names; of none of these, what any pack knows."""
        found = _known(self.names.packs, series)
        return found or _known({name: self.names.pack(name) for name in self.names.known_packs}, series)


def _known(packs: Mapping[str, Pack], series: str) -> dict[str, tuple[Pack, Metric]]:
    return {name: (pack, metric) for name, pack in packs.items() if (metric := pack.metric_of(series)) is not None}
