"""What a platform's files define and use, as far as they are typed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property
from typing import Final

from msgspec import Struct

from tocsin import catalog
from tocsin.catalog import Pack
from tocsin.conventions import SEVERITIES
from tocsin.folders import COMMON
from tocsin.lsp.language import Given, Language
from tocsin.lsp.meaning import Kind, kind_of_key, kind_of_text, spec_path
from tocsin.lsp.outline import Entry, Outline
from tocsin.source import KeyPath, Span

IN_COMMON: Final = f"specs/{COMMON}"
"""The file that all platforms read."""
_SECTIONS: Final[Mapping[KeyPath, Kind]] = {
    ("metrics",): "metric",
    ("models",): "model",
    ("components",): "model",
    ("profiles",): "profile",
    ("policies",): "policy",
    ("receivers",): "receiver",
    ("prices",): "price",
    ("routing", "intervals"): "interval",
}
_SEVERITIES: Final = ("platform", "severities")
_PACK_NAMES: Final = frozenset({"runtime", "pack"})


class Definition(Struct, frozen=True, kw_only=True):
    """Where something is given its name."""

    name: str
    entry: Entry
    outline: Outline

    @property
    def span(self) -> Span | None:
        """Where the name stands."""
        return self.entry.key or self.entry.value


class SpecFile(Outline):
    """A file of a platform, with what it says of names."""

    @cached_property
    def definitions(self) -> tuple[tuple[bool, Kind, Definition], ...]:
        """What it defines, each with whether in a patch."""
        found: list[tuple[bool, Kind, Definition]] = []
        for entry in self.entries:
            path = spec_path(entry.path)
            if not path or entry.form == "half":
                continue
            kind = _SECTIONS.get(path[:-1])
            if kind is not None and entry.key is not None:
                found.append((path != entry.path, kind, Definition(name=str(path[-1]), entry=entry, outline=self)))
            elif path[:-1] == _SEVERITIES and entry.text:
                found.append((path != entry.path, "severity", Definition(name=entry.text, entry=entry, outline=self)))
        return tuple(found)

    @cached_property
    def packs(self) -> tuple[str, ...]:
        """The names of the packs that it asks for."""
        found: list[str] = []
        for entry in self.entries:
            path = spec_path(entry.path)
            if entry.form == "text" and path and (path[0] == "use" or path[-1] in _PACK_NAMES):
                found.append(entry.text.partition("@")[0])
        return tuple(found)


class Names:
    """The names of one platform; `own` are the packs of the repository."""

    def __init__(self, outlines: Sequence[SpecFile], own: Mapping[str, Pack]) -> None:
        self.outlines = outlines
        self.own = own

    @cached_property
    def defined(self) -> Mapping[Kind, Mapping[str, Definition]]:
        """What is defined, by kind and name; of two of one name, the one outside of a patch."""
        found: dict[Kind, dict[str, Definition]] = {kind: {} for kind in (*_SECTIONS.values(), "severity")}
        told = [each for outline in self.outlines for each in outline.definitions]
        for _, kind, definition in sorted(told, key=lambda each: each[0]):
            found[kind].setdefault(definition.name, definition)
        return found

    @property
    def severities(self) -> tuple[str, ...]:
        """The severities, from the least to the gravest: a platform's own stand in the place of those that all have in common."""
        found = self.defined["severity"].values()
        own = [each.name for each in found if each.outline.file != IN_COMMON]
        return tuple(own or [each.name for each in found]) or SEVERITIES

    @cached_property
    def packs(self) -> Mapping[str, Pack]:
        """The packs in use, in the order in which they are named."""
        wanted = dict.fromkeys(name for outline in self.outlines for name in outline.packs)
        return {name: self.pack(name) for name in wanted if name in self.known_packs}

    def pack(self, name: str) -> Pack:
        """Return a pack that there is."""
        return self.own[name] if name in self.own else catalog.load(name)

    @property
    def known_packs(self) -> tuple[str, ...]:
        """The names of the packs that there are."""
        return tuple(sorted({*catalog.names(), *self.own}))

    @cached_property
    def series(self) -> Mapping[str, Definition]:
        """The metric that declares each series."""
        found: dict[str, Definition] = {}
        for definition in self.defined["metric"].values():
            series = definition.outline.by_path.get((*definition.entry.path, "series"))
            if series is not None and series.text:
                found.setdefault(series.text, definition)
        return found

    def thresholds(self, path: KeyPath) -> Mapping[str, Definition]:
        """Return the thresholds of the model or component that `path` is in."""
        around = (*spec_path(path)[:2], "thresholds")
        return {
            str(entry.path[-1]): Definition(name=str(entry.path[-1]), entry=entry, outline=outline)
            for outline in self.outlines
            for entry in outline.entries
            if entry.key is not None and entry.form != "half" and spec_path(entry.path)[:-1] == around
        }

    def definition(self, kind: Kind, name: str, path: KeyPath) -> Definition | None:
        """Return where `name`, which is used at `path`, is defined; None when nowhere in these files."""
        if kind == "threshold":
            return self.thresholds(path).get(name)
        if kind == "series":
            return self.series.get(name)
        found = self.defined.get(kind, {}).get(name)
        return found or (self.series.get(name) if kind == "metric" else None)

    def uses(self, language: Language, kind: Kind, name: str) -> Iterator[tuple[Entry, bool]]:
        """Yield the entries that refer to `name`, and whether by their keys."""
        for outline in self.outlines:
            for entry in outline.entries:
                path, known = spec_path(entry.path), given(outline, entry.path)
                if path and entry.key is not None and path[-1] == name and kind_of_key(language, path, known) == kind:
                    yield entry, True
                if entry.text.partition("@")[0] == name and kind_of_text(language, path, known) == kind:
                    yield entry, False


def given(outline: Outline, within: KeyPath) -> Given:
    """Return what tells the keys that a file has at a path of the spec; `within` is the path in the file that is looked at."""
    # What is before the spec's own part of a path, in a patch, is before all that is asked.
    before = within[: len(within) - len(spec_path(within))]
    return lambda path: outline.keys((*before, *path))
