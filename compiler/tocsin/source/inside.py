"""Where a stretch of a scalar's value stands in its file: plain, quoted, folded or literal, on one line or several."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from tocsin.regex import late
from tocsin.source.span import Span, split_lines

# What may stand before the text itself: an anchor, and the header of a block with its comment.
_ANCHOR: Final = late(r"&\S+\s+")
_BLOCK_HEADER: Final = late(r"[|>][-+0-9]*[^\n]*\n?")
_ESCAPE: Final = late(r"\\(?:x[0-9a-fA-F]{2}|u[0-9a-fA-F]{4}|U[0-9a-fA-F]{8}|\r?\n|.)")
# Escapes that become white space, or nothing.
_BLANK_ESCAPES: Final = frozenset("tnrN_LP \t\n\r0abevf")


def inside(text: str, scalar: Span, value: str, start: int, end: int) -> Span | None:
    """Return where the characters `start` to `end` of `value` stand in the file `text`; None when they cannot be found.

    `scalar` is the place of the whole value. Folding changes nothing but white space, so the n-th other character of the value is the
    n-th of the file. https://yaml.org/spec/1.2.2/#65-line-folding
    """
    lines = split_lines(text)
    places = list(_characters(lines, scalar))
    wanted = [index for index, character in enumerate(value) if not character.isspace()]
    if len(places) != len(wanted):
        return None
    within = [place for index, place in zip(wanted, places, strict=True) if start <= index < end]
    if not within:
        return None
    (line, column), (end_line, end_column) = within[0], within[-1]
    return Span(file=scalar.file, line=line, column=column, end_line=end_line, end_column=end_column + 1)


def _characters(lines: list[str], scalar: Span) -> Iterator[tuple[int, int]]:
    """Yield line and column of each character of the scalar that is no white space."""
    rows = lines[scalar.line - 1 : scalar.end_line]
    rows[-1:] = [row[: scalar.end_column - 1] for row in rows[-1:]]
    source = "\n".join(rows)
    position, last, style = _content(source, scalar.column - 1)
    line, begin = scalar.line, 0
    while position < last:
        step, shown = _step(source, position, style)
        while (newline := source.find("\n", begin, position)) >= 0:
            line, begin = line + 1, newline + 1
        if shown:
            yield line, position - begin + 1
        position += step


def _content(source: str, start: int) -> tuple[int, int, str]:
    """Return where the text of a scalar begins and ends, and the character that tells its style."""
    anchor = _ANCHOR.match(source, start)
    start = anchor.end() if anchor else start
    style = source[start : start + 1]
    if style in {"'", '"'}:
        return start + 1, len(source.rstrip()) - 1, style
    header = _BLOCK_HEADER.match(source, start)
    return (header.end() if header else start), len(source), style


def _step(source: str, position: int, style: str) -> tuple[int, bool]:
    """Return how many characters of the source are the next of the value, and whether that is no white space."""
    if style == '"' and (escape := _ESCAPE.match(source, position)):
        return len(escape[0]), escape[0][1] not in _BLANK_ESCAPES
    if style == "'" and source.startswith("''", position):
        return 2, True
    return 1, not source[position].isspace()
