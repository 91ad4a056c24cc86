"""YAML text in, plain data out, or the first fault that keeps it from being data."""

from __future__ import annotations

from typing import Final

import yaml

from tocsin.source.builder import Builder, RefusedError
from tocsin.source.places import Loader, Places, find_places, span_of
from tocsin.source.span import Fault, KeyPath, Part, Span, split_lines, spot
from tocsin.source.syntax import foreign_break, misread, not_utf8

# Of a file: whatever is in it is read within two seconds. Thousands of models fit.
MAX_BYTES: Final = 2 * 1024 * 1024


class Document:
    """One parsed file: its plain data, and on demand the place of anything in it."""

    def __init__(self, file: str, text: str, value: object) -> None:
        self.file = file
        self.text = text
        self.value = value
        self._places: Places | None = None

    def span(self, path: KeyPath, part: Part = "value") -> Span:
        """Return where `path` stands, or the key of its deepest part that the file spells out."""
        return self._found().span(path, part) or spot(self.file)

    def path(self, span: Span) -> KeyPath | None:
        """Return what stands at `span`, the place of a key or of a value; None when it is neither."""
        return next((path for path, places in self._found().spans.items() if span in places), None)

    def paths(self) -> dict[Span, KeyPath]:
        """Return what stands at each place of a key or of a value."""
        return {span: path for path, places in self._found().spans.items() for span in places}

    def _found(self) -> Places:
        if self._places is None:
            self._places = find_places(self.file, self.text)
        return self._places


def parse(file: str, content: bytes) -> Document | Fault:
    """Return the document in `content`, or the first fault that keeps it from being one."""
    text = _text(file, content)
    return text if isinstance(text, Fault) else _parse(file, text)


def parse_several(file: str, content: bytes) -> tuple[Document, ...] | Fault:
    """Return the documents in `content` that are not empty, each with its places in the whole file, or the first fault."""
    text = _text(file, content)
    if isinstance(text, Fault):
        return text
    try:
        starts = [span_of(file, event).line - 1 for event in yaml.parse(text, Loader=Loader) if isinstance(event, yaml.DocumentStartEvent)]
    except (yaml.MarkedYAMLError, yaml.reader.ReaderError) as error:
        return misread(file, text, error)
    lines = split_lines(text)
    found: list[Document] = []
    for first, after in zip([0, *starts[1:]], [*starts[1:], len(lines)], strict=True):
        # Alone, but on the lines that it has in the file.
        parsed = _parse(file, "\n" * first + "\n".join(lines[first:after]))
        if isinstance(parsed, Fault):
            return parsed
        found += [parsed] if parsed.value is not None else []
    return tuple(found)


def _text(file: str, content: bytes) -> str | Fault:
    if len(content) > MAX_BYTES:
        message = f"the file has {len(content)} bytes, the limit is {MAX_BYTES}"
        return Fault(code="spec/too-large", message=message, help="split it into several files", span=spot(file))
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        return not_utf8(file, error)
    return foreign_break(file, text) or text


def _parse(file: str, text: str) -> Document | Fault:
    try:
        return Document(file, text, Builder(file, text).build())
    except RefusedError as refused:
        return refused.fault
    except (yaml.MarkedYAMLError, yaml.reader.ReaderError) as error:
        return misread(file, text, error)
