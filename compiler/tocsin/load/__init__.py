"""The files of one platform in, one merged tree out, or what is wrong with the files."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any, Final, TypeAlias

from tocsin.common import CommonSpec
from tocsin.diagnostics import Located
from tocsin.openslo import attach, tool_of
from tocsin.source import Document, Fault, KeyPath, Origins, in_typographic_quotes, parse, parse_several
from tocsin.spec.locate import of_fault
from tocsin.spec.no_spec import no_spec
from tocsin.spec.tree import Tree

# How deep a section merges: the entries of `models` come from many files, but each entry whole from one of them.
_DEPTHS: Final[Mapping[str, int]] = {"routing": 3}
_DEPTH: Final = 2


Parser: TypeAlias = Callable[[str, bytes], Document | Fault]
"""Reads one file, by its name and content."""


def load(files: Mapping[str, bytes], *, parsed: Parser = parse, common: CommonSpec | None = None) -> Tree | tuple[Located, ...]:
    """Return the merged spec of a platform, or every fault of its `files` (name -> content), which `parsed` reads.

    Below what the files say stands what is `common` to all platforms.
    """
    documents: dict[str, Document] = {}
    objectives: dict[str, Document] = {}
    faults: list[Located] = []
    for name, content in sorted(files.items()):
        read = parsed(name, content)
        several = _of_tools(name, content, read)
        if isinstance(several, Fault):
            faults.append(of_fault(several))
        elif several:
            objectives |= {f"{name}#{index}": document for index, document in enumerate(several, start=1)}
        elif isinstance(read, Fault):
            faults.append(of_fault(read))
        elif (other := no_spec(read)) is not None:
            faults.append(other)
        elif (quoted := in_typographic_quotes(read)) is not None:
            faults.append(of_fault(quoted))
        else:
            documents[name] = read
    if faults:
        return tuple(faults)
    merger = _Merger(documents)
    faults.extend(fault for name in documents for fault in merger.merge(name))
    if faults:
        return tuple(faults)
    attached = attach(merger.value, Origins(documents, merger.entries), objectives)
    if isinstance(attached, tuple):
        return attached
    origins = Origins({**documents, **objectives}, {**merger.entries, **attached.places})
    tree = Tree(value=attached.value, origins=origins)
    return tree if common is None else common.below(tree)


def _of_tools(name: str, content: bytes, parsed: Document | Fault) -> tuple[Document, ...] | Fault:
    """Return the documents of a file that was written for other tools, which may be many; none when it is another file."""
    if isinstance(parsed, Document):
        return () if tool_of(parsed) is None else (parsed,)
    if parsed.code != "spec/several-documents":
        return ()
    several = parse_several(name, content)
    return several if isinstance(several, Fault) or any(map(tool_of, several)) else ()


class _Merger:
    def __init__(self, documents: Mapping[str, Document]) -> None:
        self.documents = documents
        self.value: dict[str, object] = {}
        self.entries: dict[KeyPath, tuple[str, KeyPath]] = {}

    def merge(self, file: str) -> Iterator[Located]:
        """Add a file; yield what is in it and in a file before it."""
        yield from self._mapping(self.value, self.documents[file].value, (), file)

    def _mapping(self, into: dict[str, object], part: Any, at: KeyPath, file: str) -> Iterator[Located]:  # noqa: ANN401  # a mapping of a document
        for key, value in part.items():
            path = (*at, key)
            depth = _DEPTHS.get(str(path[0]), _DEPTH)
            if key not in into:
                self.entries[path] = (file, path)
                if len(path) == depth or not isinstance(value, dict):
                    into[key] = value
                    continue
                into[key] = {}  # filled below, because a document is not to be changed when the next file is merged
            present = into[key]
            match present, value:
                case dict(), dict() if len(path) < depth:
                    yield from self._mapping(present, value, path, file)
                case list(), list() if len(path) < depth:
                    into[key] = self._joined(present, value, path, file)
                case _:
                    yield self._twice(path, file)

    def _joined(self, present: list[object], value: list[object], path: KeyPath, file: str) -> list[object]:
        """Return a list with the items of two files, each once."""
        joined = list(present)
        for index, item in enumerate(value):
            if item not in joined:
                self.entries[*path, len(joined)] = (file, (*path, index))
                joined.append(item)
        return joined

    def _twice(self, path: KeyPath, file: str) -> Located:
        first, there = self.entries[path]
        return Located(
            code="spec/duplicate-key",
            message=f"`{path[-1]}` is defined twice",
            help="keep one of them",
            span=self.documents[file].span(path, "key"),
            severity="error",
            notes=(("first defined", self.documents[first].span(there, "key")),),
        )
