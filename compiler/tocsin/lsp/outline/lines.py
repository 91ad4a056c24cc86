"""Goes through the lines of a text, one scalar at a time, and is never at a loss."""

from __future__ import annotations

from tocsin.source import Span, split_lines

BLANKS = " \t"


class Lines:
    """A place in a text: `row` and `column` count from 0."""

    def __init__(self, file: str, text: str) -> None:
        self.file = file
        self.lines = split_lines(text)
        self.row = 0
        self.column = 0

    @property
    def line(self) -> str:
        """The line that it is in; empty after the last."""
        return self.lines[self.row] if self.row < len(self.lines) else ""

    @property
    def here(self) -> str:
        """The character at the place; empty at the end of a line."""
        return self.line[self.column : self.column + 1]

    @property
    def at_end(self) -> bool:
        """Whether nothing but blanks and a comment is left in the line."""
        self.skip_blanks()
        return self.here in {"", "#"}

    def next_line(self) -> None:
        """Go to the start of the next line."""
        self.row += 1
        self.column = 0

    def skip_blanks(self) -> None:
        """Go to the next character of the line that is no blank."""
        line, column = self.line, self.column
        while column < len(line) and line[column] in BLANKS:
            column += 1
        self.column = column

    def indent(self, row: int) -> int | None:
        """Return how far a line is indented; None when there is nothing but blanks and a comment in it, or no such line."""
        if row >= len(self.lines):
            return None
        stripped = self.lines[row].lstrip(BLANKS)
        return None if not stripped or stripped[0] == "#" else len(self.lines[row]) - len(stripped)

    def belongs(self, row: int, indent: int) -> bool:
        """Tell whether a line goes on with what began in a collection at `indent`: it is deeper, empty, or closes a bracket."""
        if row >= len(self.lines):
            return False
        deep = self.indent(row)
        return deep is None or deep > indent or self.lines[row][deep] in "}]"

    def span(self, row: int, column: int, end_row: int, end_column: int) -> Span:
        """Return the span between two places."""
        return Span(file=self.file, line=row + 1, column=column + 1, end_line=end_row + 1, end_column=end_column + 1)

    def quoted(self, indent: int) -> tuple[str, Span]:
        """Read a text in quotes, over lines that belong to `indent`; one that nobody closes ends with its line."""
        quote, row, column = self.here, self.row, self.column
        parts: list[str] = []
        at, begin = row, column + 1
        while True:
            end = _closing(self.lines[at], begin, quote)
            if end is not None:
                parts.append(self.lines[at][begin:end])
                self.row, self.column = at, end + 1
                return _unquoted(parts, quote), self.span(row, column, at, end + 1)
            parts.append(self.lines[at][begin:])
            at, begin = at + 1, 0
            if not self.belongs(at, indent):
                break
        self.column = len(self.line)
        return self.line[column + 1 :], self.span(row, column, row, self.column)

    def plain(self, stops: str) -> tuple[str, Span]:
        """Read a text without quotes up to one of `stops`, a comment, a colon that ends a key, or the end of the line."""
        line, start = self.line, self.column
        end = start
        while end < len(line):
            character = line[end]
            if character in stops or (character == "#" and end > start and line[end - 1] in BLANKS):
                break
            if stops and character == ":" and (end + 1 == len(line) or line[end + 1] in BLANKS or line[end + 1] in stops):
                break
            end += 1
        text = line[start:end].rstrip(BLANKS)
        self.column = start + len(text)
        return text, self.span(self.row, start, self.row, self.column)


def _closing(line: str, begin: int, quote: str) -> int | None:
    """Return the column of the quote that ends a text; None when it is not in this line."""
    column = begin
    while column < len(line):
        if line[column] == "\\" and quote == '"':
            column += 2
        elif line[column] != quote:
            column += 1
        elif quote == "'" and line[column + 1 : column + 2] == "'":
            column += 2
        else:
            return column
    return None


def _unquoted(parts: list[str], quote: str) -> str:
    text = " ".join([parts[0], *(part.strip(BLANKS) for part in parts[1:])])
    return text.replace("''", "'") if quote == "'" else text.replace('\\"', '"').replace("\\\\", "\\")
