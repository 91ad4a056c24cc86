"""Where each part of a merged and patched spec was written."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cached_property
from typing import Any

from tocsin.source.document import Document
from tocsin.source.inside import inside
from tocsin.source.span import KeyPath, Part, Span


class Origins:
    """Maps paths of one spec to places in its files. Immutable: patching gives a new one."""

    def __init__(
        self,
        documents: Mapping[str, Document],
        entries: Mapping[KeyPath, tuple[str, KeyPath]],
        *,
        common: str | None = None,
        unpatched: Origins | None = None,
    ) -> None:
        """Take the documents by a key, and for each part that came whole from one: its key, its path.

        `common` is the file among them that every platform reads, `unpatched` where everything was before any patch.
        """
        self._documents = documents
        self._entries = entries
        self.common = common
        self._unpatched = unpatched or self

    def over(self, document: Document, entries: Mapping[KeyPath, tuple[str, KeyPath]]) -> Origins:
        """Return the origins of a spec that has `entries` of a document that every platform reads."""
        return Origins({**self._documents, document.file: document}, {**self._entries, **entries}, common=document.file)

    def patched(self, entries: Mapping[KeyPath, tuple[str, KeyPath]]) -> Origins:
        """Return the origins of a spec in which `entries` were overwritten, each with all that was in it."""
        if not entries:
            return self
        kept = {path: place for path, place in self._entries.items() if not any(path[:length] in entries for length in range(len(path)))}
        return Origins(self._documents, kept | dict(entries), common=self.common, unpatched=self._unpatched)

    def moved(self, places: Mapping[KeyPath, KeyPath]) -> dict[KeyPath, tuple[str, KeyPath]]:
        """Return where each of `places` was written, by the path that it has now (new path -> old path), to be patched."""
        entries: dict[KeyPath, tuple[str, KeyPath]] = {}
        for path, old in places.items():
            entries[path] = self.written(old)
            for rest, place in self._inner.get(old, ()):
                entries[*path, *rest] = place
        return entries

    @cached_property
    def _inner(self) -> Mapping[KeyPath, list[tuple[KeyPath, tuple[str, KeyPath]]]]:
        """What stands within a part and was written elsewhere than it: only where two layers make one part."""
        found: dict[KeyPath, list[tuple[KeyPath, tuple[str, KeyPath]]]] = {}
        for path, place in self._entries.items() if self.common is not None else ():
            for length in range(2, len(path)):
                found.setdefault(path[:length], []).append((path[length:], place))
        return found

    def reads(self, span: Span) -> bool:
        """Tell whether what stands at a place of the common file is a part of the spec, whatever patches do to it."""
        path = self._documents[span.file].path(span)
        return path is not None and self._unpatched.written(path) == (span.file, path)

    def written(self, path: KeyPath) -> tuple[str, KeyPath]:
        """Return the file that `path` was written in, and its path there; for what nobody wrote, those of its nearest ancestor."""
        for length in range(len(path), -1, -1):
            entry = self._entries.get(path[:length])
            if entry is not None:
                return entry[0], (*entry[1], *path[length:])
        return next(iter(self._documents)), path

    def file(self, path: KeyPath) -> str:
        """Return the file that `path` was written in."""
        return self._documents[self.written(path)[0]].file

    def files_within(self, path: KeyPath) -> Iterator[str]:
        """Yield the files of what is in a part, elsewhere written than it, of a spec that stands over what all platforms have in common."""
        yield from (self._documents[place[0]].file for _, place in self._inner.get(path, ()))

    def span(self, path: KeyPath, part: Part = "value") -> Span:
        """Return the place of `path`, or of its deepest part that somebody wrote."""
        file, inside = self.written(path)
        return self._documents[file].span(inside, part)

    def span_within(self, path: KeyPath, characters: tuple[int, int]) -> Span:
        """Return the place of some characters of the text at `path`, from the first to before the last; of all when they are not found."""
        file, at = self.written(path)
        document = self._documents[file]
        value = self.value(path)
        whole = document.span(at)
        found = inside(document.text, whole, value, *characters) if isinstance(value, str) else None
        return found or whole

    def value(self, path: KeyPath) -> object:
        """Return what somebody wrote at `path`, as plain data; None when nobody did."""
        file, at = self.written(path)
        value: Any = self._documents[file].value
        for key in at:
            # What a pack brings stands at the line that asks for it, which is no text of that kind.
            inner: Mapping[Any, Any] = dict(enumerate(value)) if isinstance(value, list) else value if isinstance(value, dict) else {}
            value = inner.get(key)
        return value

    def files(self) -> Iterator[tuple[str, object]]:
        """Yield every file that was read as one document, with its plain data."""
        yield from ((document.file, document.value) for key, document in self._documents.items() if key == document.file)

    def texts(self) -> tuple[str, ...]:
        """Return the content of every file that the spec was written in."""
        return tuple(document.text for document in self._documents.values())
