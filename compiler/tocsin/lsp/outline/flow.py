"""Collections in braces and brackets, closed or not."""

from __future__ import annotations

from typing import Final

from tocsin.lsp.outline.entry import Entry
from tocsin.lsp.outline.lines import Lines
from tocsin.source import Span

_STOPS: Final = ",{}[]"
_CLOSING: Final = "}]"
_DEEPEST: Final = 64  # as deep as a spec may be


class Flow:
    """Reads one collection that begins at the place of `lines`; `indent` is that of the block around it."""

    def __init__(self, lines: Lines, entries: list[Entry], indent: int) -> None:
        self.lines = lines
        self.entries = entries
        self.indent = indent

    def read(self, entry: Entry, depth: int = 0) -> None:
        """Read the collection that is the value of `entry`, up to its end, or to where it cannot go on."""
        is_mapping = self.lines.here == "{"
        entry.form = "mapping" if is_mapping else "list"
        self.lines.column += 1
        count = 0
        while self._more():
            if self.lines.here in _CLOSING:
                self.lines.column += 1
                return
            if self.lines.here == ",":
                self.lines.column += 1
            elif is_mapping:
                self._pair(entry, depth)
            else:
                self._item(entry, count, depth)
                count += 1

    def _more(self) -> bool:
        """Go to what comes next; tell whether there is anything."""
        while self.lines.at_end:
            if not self.lines.belongs(self.lines.row + 1, self.indent):
                return False
            self.lines.next_line()
        return True

    def _pair(self, entry: Entry, depth: int) -> None:
        if self.lines.here in "{[":  # no key: whatever it is, what is in it is read
            self._node(Entry(path=entry.path), depth)
            return
        text, span, quoted = self._word()
        self._keyed(entry, text, span, depth, quoted=quoted)

    def _keyed(self, entry: Entry, text: str, span: Span, depth: int, *, quoted: bool) -> None:
        self.lines.skip_blanks()
        pair = Entry(path=(*entry.path, text), key=span, form="half")
        self.entries.append(pair)
        if self.lines.here == ":":
            self.lines.column += 1
            pair.form = "nothing"
            if self._more() and self.lines.here not in _CLOSING + ",":
                self._node(pair, depth)
        elif not text and not quoted:
            self.lines.column += 1  # a character that can begin nothing

    def _item(self, entry: Entry, index: int, depth: int) -> None:
        item = Entry(path=(*entry.path, index))
        self.entries.append(item)
        if self.lines.here in "{[":
            self._node(item, depth)
            return
        style = self.lines.here
        text, span, quoted = self._word()
        self.lines.skip_blanks()
        if self.lines.here == ":":
            item.form = "mapping"
            self._keyed(item, text, span, depth, quoted=quoted)
        else:
            item.form, item.text, item.value, item.style = "text", text, span, style if quoted else ""
            if not text and not quoted:
                self.lines.column += 1

    def _word(self) -> tuple[str, Span, bool]:
        if self.lines.here in {"'", '"'}:
            return *self.lines.quoted(self.indent), True
        return *self.lines.plain(_STOPS), False

    def _node(self, entry: Entry, depth: int) -> None:
        if self.lines.here in "{[" and depth < _DEEPEST:
            self.read(entry, depth + 1)
            return
        if self.lines.here in "{[":
            self.lines.column += 1
            return
        style = self.lines.here
        text, span, quoted = self._word()
        entry.form, entry.text, entry.value, entry.style = "text", text, span, style if quoted else ""
        if not quoted:
            self._rest(entry)

    def _rest(self, entry: Entry) -> None:
        """Read on where a text without quotes goes on in the next line, and past what nothing can be made of."""
        while self._more() and self.lines.here not in _CLOSING + ",":
            before = self.lines.row, self.lines.column
            text, span = self.lines.plain(_STOPS)
            self.lines.skip_blanks()
            if self.lines.here == ":" and text and entry.value is not None and span.line > entry.value.end_line:
                self.lines.row, self.lines.column = before  # a comma is missing: the next key is one all the same
                return
            if not text:
                self.lines.column += 1
            else:
                entry.goes_on(text, span)
