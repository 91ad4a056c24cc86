"""Where each part of a merged and patched spec was written."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cached_property
from typing import Any

from tocsin.source.document import Document
from tocsin.source.inside import inside
from tocsin.source.span import Part, Route, Span


class Origins:
    """Maps routes of one spec to places in its files. Immutable: patching gives a new one."""

    def __init__(
        self,
        documents: Mapping[str, Document],
        entries: Mapping[Route, tuple[str, Route]],
        *,
        common: str | None = None,
        unpatched: Origins | None = None,
    ) -> None:
        """Take the documents by a key, and for each part that came whole from one: its key, its route.

        `common` is the file among them that every platform reads, `unpatched` where everything was before any patch.
        """
        self._documents = documents
        self._entries = entries
        self.common = common
        self._unpatched = unpatched or self

    def over(self, document: Document, entries: Mapping[Route, tuple[str, Route]]) -> Origins:
        """Return the origins of a spec that has `entries` of a document that every platform reads."""
        return Origins({**self._documents, document.file: document}, {**self._entries, **entries}, common=document.file)

    def patched(self, entries: Mapping[Route, tuple[str, Route]]) -> Origins:
        """Return the origins of a spec in which `entries` were overwritten, each with all that was in it."""
        if not entries:
            return self
        kept = {
            route: place for route, place in self._entries.items() if not any(route[:length] in entries for length in range(len(route)))
        }
        return Origins(self._documents, kept | dict(entries), common=self.common, unpatched=self._unpatched)

    def moved(self, places: Mapping[Route, Route]) -> dict[Route, tuple[str, Route]]:
        """Return where each of `places` was written, by the route that it has now (new route -> old route), to be patched."""
        entries: dict[Route, tuple[str, Route]] = {}
        for route, old in places.items():
            entries[route] = self.written(old)
            for rest, place in self._inner.get(old, ()):
                entries[*route, *rest] = place
        return entries

    @cached_property
    def _inner(self) -> Mapping[Route, list[tuple[Route, tuple[str, Route]]]]:
        """What stands within a part and was written elsewhere than it: only where two layers make one part."""
        found: dict[Route, list[tuple[Route, tuple[str, Route]]]] = {}
        for route, place in self._entries.items() if self.common is not None else ():
            for length in range(2, len(route)):
                found.setdefault(route[:length], []).append((route[length:], place))
        return found

    def reads(self, span: Span) -> bool:
        """Tell whether what stands at a place of the common file is a part of the spec, whatever patches do to it."""
        route = self._documents[span.file].route(span)
        return route is not None and self._unpatched.written(route) == (span.file, route)

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

    def files_within(self, route: Route) -> Iterator[str]:
        """Yield the files of what is in a part, elsewhere written than it, of a spec that stands over what all platforms have in common."""
        yield from (self._documents[place[0]].file for _, place in self._inner.get(route, ()))

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
