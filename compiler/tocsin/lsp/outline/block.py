"""Collections by indentation, as far as they are typed."""

from __future__ import annotations

import re
from typing import Final, Literal

from msgspec import Struct

from tocsin.lsp.outline.entry import Entry
from tocsin.lsp.outline.flow import Flow
from tocsin.lsp.outline.lines import BLANKS, Lines
from tocsin.source import KeyPath, Span

_PROPERTY: Final = re.compile(r"(?:[&!]\S*[ \t]+)+")
_BLOCK_SCALAR: Final = re.compile(r"[|>][-+0-9]*[ \t]*(?:#.*)?$")
_DEEPEST: Final = 64  # as deep as a spec may be
_BETWEEN_DOCUMENTS: Final = re.compile(r"(?:---|\.\.\.)(?:\s|$)|%")


class _Frame(Struct, kw_only=True):
    indent: int
    path: KeyPath
    form: Literal["mapping", "list"]
    last: Entry
    """What was read last in it, which takes what is deeper."""
    length: int = 0


class Block:
    """Reads a whole text into `entries`, in reading order."""

    def __init__(self, file: str, text: str) -> None:
        self.lines = Lines(file, text)
        self.entries: list[Entry] = [Entry(path=())]
        self.frames = [_Frame(indent=-1, path=(), form="mapping", last=self.entries[0])]

    def read(self) -> list[Entry]:
        """Return every entry of the text, the whole first."""
        lines = self.lines
        while lines.row < len(lines.lines):
            if lines.at_end or _BETWEEN_DOCUMENTS.match(lines.line):
                lines.next_line()
            else:
                self._line()
        return self.entries

    def _line(self) -> None:
        """Read from the first character of a line to the end of what begins in it."""
        lines = self.lines
        if len(self.frames) > _DEEPEST:
            lines.next_line()
            return
        while len(self.frames) <= _DEEPEST and lines.here == "-" and lines.line[lines.column + 1 : lines.column + 2] in {"", *BLANKS}:
            frame = self._frame(lines.column, "list")
            self._add(frame, Entry(path=(*frame.path, frame.length)))
            lines.column += 1
            if lines.at_end:
                lines.next_line()
                return
        key = self._key()
        if key is None:
            self._text()
            return
        text, span, after = key
        frame = self._frame(lines.column, "mapping")
        entry = Entry(path=(*frame.path, text), key=span)
        self._add(frame, entry)
        lines.column = after
        if lines.at_end:
            lines.next_line()
        else:
            self._value(entry, frame.indent)

    def _frame(self, indent: int, form: Literal["mapping", "list"]) -> _Frame:
        """Return the collection that something at `indent` is in, a new one when it is the first of it."""
        while self.frames[-1].indent > indent or (
            self.frames[-1].indent == indent and self.frames[-1].form == "list" and form == "mapping"
        ):
            self.frames.pop()
        around = self.frames[-1]
        if around.indent == indent and around.form == form:
            return around
        if around.last.form != "text":
            around.last.form = form
        frame = _Frame(indent=indent, path=around.last.path, form=form, last=around.last)
        self.frames.append(frame)
        return frame

    def _add(self, frame: _Frame, entry: Entry) -> None:
        self.entries.append(entry)
        frame.last = entry
        frame.length += 1

    def _key(self) -> tuple[str, Span, int] | None:
        """Return the key at the place, where it stands, and the column after its colon; None when none is there."""
        lines = self.lines
        line, start = lines.line, lines.column
        if lines.here in {"'", '"'}:
            text, span = lines.quoted(1 << 30)
            lines.skip_blanks()
            after, is_key = lines.column + 1, lines.here == ":"
            lines.column = start
            return (text, span, after) if is_key else None
        if lines.here in {"{", "[", "|", ">"}:
            return None
        begin = start + (properties.end() - start if (properties := _PROPERTY.match(line, start)) else 0)
        end = line.find(":", begin)
        while end >= 0 and line[end + 1 : end + 2] not in {"", *BLANKS}:
            end = line.find(":", end + 1)
        if end <= begin or " #" in line[begin:end]:
            return None
        text = line[begin:end].rstrip(BLANKS)
        return text, lines.span(lines.row, begin, lines.row, begin + len(text)), end + 1

    def _text(self) -> None:
        """Read what is no key: a value below its key, an item, or a key that is half typed."""
        lines = self.lines
        while self.frames[-1].indent > lines.column or (self.frames[-1].indent == lines.column and self.frames[-1].form == "list"):
            self.frames.pop()
        frame = self.frames[-1]
        if frame.indent < lines.column and frame.last.form == "nothing":
            frame.last.own_line = frame.last.key is None or frame.last.key.line != lines.row + 1
            self._value(frame.last, frame.indent)
            return
        text, span = lines.plain("")
        if frame.indent == lines.column - len(text):
            self._add(frame, Entry(path=(*frame.path, text), key=span, form="half"))
        elif frame.last.form != "text":
            self.entries.append(Entry(path=(*frame.last.path, text), key=span, form="half"))
        lines.next_line()

    def _value(self, entry: Entry, indent: int) -> None:
        lines = self.lines
        if found := _PROPERTY.match(lines.line, lines.column):
            lines.column = found.end()
        if lines.here in {"{", "["}:
            Flow(lines, self.entries, indent).read(entry)
        elif lines.here in {"'", '"'}:
            entry.form, entry.style = "text", lines.here
            entry.text, entry.value = lines.quoted(indent)
        elif _BLOCK_SCALAR.match(lines.line, lines.column):
            self._block_scalar(entry, indent)
            return
        else:
            entry.form = "text"
            entry.text, entry.value = lines.plain("")
            self._folded(entry, indent)
        lines.next_line()

    def _block_scalar(self, entry: Entry, indent: int) -> None:
        lines = self.lines
        first, column, style = lines.row, lines.column, lines.here
        last = first
        for row in range(first + 1, len(lines.lines)):
            line = lines.lines[row]
            stripped = line.strip(BLANKS)
            if stripped and len(line) - len(line.lstrip(BLANKS)) <= indent:
                break
            last = row if stripped else last
        entry.form, entry.style = "text", style
        entry.text = "\n".join(line.strip(BLANKS) for line in lines.lines[first + 1 : last + 1])
        entry.value = lines.span(first, column, last, len(lines.lines[last]))
        lines.row, lines.column = last + 1, 0

    def _folded(self, entry: Entry, indent: int) -> None:
        """Read the further lines of a text without quotes."""
        lines = self.lines
        while (deep := lines.indent(lines.row + 1)) is not None and deep > indent:
            before = lines.row, lines.column
            lines.row, lines.column = lines.row + 1, deep
            if self._key() is not None:
                lines.row, lines.column = before
                return
            entry.goes_on(*lines.plain(""))
