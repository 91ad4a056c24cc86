"""Places of files in the editor's terms: lines from 0, columns in the units that were agreed on, documents by their URIs."""

from __future__ import annotations

from pathlib import Path

from lsprotocol import types
from pygls.uris import from_fs_path, to_fs_path

from tocsin.source import Span, split_lines


class Positions:
    """The lines of one text. An editor counts UTF-16 code units, unless it has agreed to UTF-8 or UTF-32.

    https://microsoft.github.io/language-server-protocol/specifications/lsp/3.17/specification/#position
    """

    def __init__(self, text: str, encoding: str) -> None:
        self._lines = split_lines(text)
        self._encoding = encoding

    def range(self, span: Span) -> types.Range:
        """Return a span as a range; what is outside of the text becomes its nearest place."""
        start = self.position(span.line, span.column)
        end = self.position(span.end_line, span.end_column)
        return types.Range(start=start, end=end if (end.line, end.character) >= (start.line, start.character) else start)

    def position(self, line: int, column: int) -> types.Position:
        """Return a place, both from 1, in the editor's terms."""
        if line > len(self._lines):
            line, column = len(self._lines), len(self._lines[-1]) + 1
        before = self._lines[line - 1][: column - 1]
        return types.Position(line=line - 1, character=sum(self._units(character) for character in before))

    def place(self, position: types.Position) -> tuple[int, int]:
        """Return line and column, both from 1 and within the text, of a position of the editor."""
        row = min(max(position.line, 0), len(self._lines) - 1)
        units = 0
        for column, character in enumerate(self._lines[row]):
            if units >= position.character:
                return row + 1, column + 1
            units += self._units(character)
        return row + 1, len(self._lines[row]) + 1

    def _units(self, character: str) -> int:
        match self._encoding:
            case "utf-8":
                return len(character.encode(errors="surrogatepass"))
            case "utf-32":
                return 1
            case _:
                return 2 if ord(character) > 0xFFFF else 1  # noqa: PLR2004  # the last character of the basic plane


def path_of(uri: str) -> Path | None:
    """Return the file that a URI means; None when it is no file."""
    path = to_fs_path(uri) if uri.startswith("file:") else None
    return Path(path) if path else None


def uri_of(path: Path) -> str:
    """Return the URI of a file."""
    return from_fs_path(str(path)) or path.as_uri()
