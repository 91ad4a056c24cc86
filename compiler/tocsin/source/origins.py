"""Where each part of a merged and patched spec was written."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from tocsin.source.document import Document
from tocsin.source.inside import inside
from tocsin.source.span import Part, Route, Span


class Origins:
    """Maps routes of one spec to places in its files. Immutable: patching gives a new one."""

    def __init__(self, documents: Mapping[str, Document], entries: Mapping[Route, tuple[str, Route]]) -> None:
        """Take the documents by a key, and for each part that came whole from one: its key, its route."""
        self._documents = documents
        self._entries = entries

    def patched(self, entries: Mapping[Route, tuple[str, Route]]) -> Origins:
        """Return the origins of a spec in which `entries` were overwritten, each with all that was in it."""
        if not entries:
            return self
        kept = {
            route: place for route, place in self._entries.items() if not any(route[:length] in entries for length in range(len(route)))
        }
        return Origins(self._documents, kept | dict(entries))

    def written(self, route: Route) -> tuple[str, Route]:
        """Return the file that `route` was written in, and its route there; for what nobody wrote, those of its nearest ancestor."""
        for length in range(len(route), -1, -1):
            entry = self._entries.get(route[:length])
            if entry is not None:
                return entry[0], (*entry[1], *route[length:])
        return next(iter(self._documents)), route

    def file(self, route: Route) -> str:
        """Return the file that `route` was written in."""
        return self._documents[self.written(route)[0]].file

    def span(self, route: Route, part: Part = "value") -> Span:
        """Return the place of `route`, or of its deepest part that somebody wrote."""
        file, inside = self.written(route)
        return self._documents[file].span(inside, part)

    def span_within(self, route: Route, characters: tuple[int, int]) -> Span:
        """Return the place of some characters of the text at `route`, from the first to before the last; of all when they are not found."""
        file, at = self.written(route)
        document = self._documents[file]
        value = self.value(route)
        whole = document.span(at)
        found = inside(document.text, whole, value, *characters) if isinstance(value, str) else None
        return found or whole

    def value(self, route: Route) -> object:
        """Return what somebody wrote at `route`, as plain data; None when nobody did."""
        file, at = self.written(route)
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
