"""The comments of a YAML text, and which lines each is about."""

from __future__ import annotations

from collections.abc import Iterator

import yaml
from msgspec import Struct

from tocsin.source.places import Loader
from tocsin.source.span import split_lines


class Comment(Struct, frozen=True, kw_only=True):
    """One comment; lines and columns count from 1, the last line is about it too."""

    text: str
    """What stands after the `#`, without blanks around it."""
    line: int
    column: int
    first_line: int
    """The first line that it is about: its own, or the next one of a spec when it stands alone."""
    last_line: int
    """The last one: another than the first when there is a text of several lines, in which no comment can stand."""


def comments(text: str) -> Iterator[Comment]:
    """Yield the comments of `text`, which must be YAML, in reading order."""
    lines = split_lines(text)
    texts, hidden = _scalars(text)
    found = [(number, column) for number, line in enumerate(lines, start=1) if (column := _begin(line, hidden.get(number, ()))) is not None]
    alone = {number for number, column in found if not lines[number - 1][: column - 1].strip()}
    for number, column in found:
        about = number
        while about in alone and about < len(lines):
            about += 1
        around = [(first, last) for first, last in texts if first <= about <= last]
        yield Comment(
            text=lines[number - 1][column:].strip(),
            line=number,
            column=column,
            first_line=min((first for first, _ in around), default=about),
            last_line=max((last for _, last in around), default=about),
        )


def texts_of_several_lines(text: str) -> list[tuple[int, int]]:
    r"""Return the first and the last line of each text in YAML that stands on several.

    >>> texts_of_several_lines("a: b\nc: |\n  d\n  e\n")
    [(2, 4)]
    """
    return _scalars(text)[0]


def _scalars(text: str) -> tuple[list[tuple[int, int]], dict[int, list[tuple[int, int]]]]:
    """Return first and last line of each text of several, and of each line the columns, end excluded, that are inside of a scalar."""
    several: list[tuple[int, int]] = []
    hidden: dict[int, list[tuple[int, int]]] = {}
    for token in yaml.scan(text, Loader=Loader):
        if not isinstance(token, yaml.ScalarToken):
            continue
        start, end = token.start_mark, token.end_mark
        is_block = token.style in {"|", ">"}
        last = end.line if is_block and end.column == 0 else end.line + 1
        if last > start.line + 1:
            several.append((start.line + 1, last))
        for number in range(start.line + 1 + is_block, last + 1):  # the header of a block may have a comment
            begin = start.column + 1 if number == start.line + 1 else 1
            stop = end.column + 1 if number == end.line + 1 and not is_block else 1 << 30
            hidden.setdefault(number, []).append((begin, stop))
    return several, hidden


def _begin(line: str, hidden: list[tuple[int, int]] | tuple[()]) -> int | None:
    """Return the column of a line's comment, None when it has none: `#` begins one at the start or after a blank, outside of scalars."""
    for column, character in enumerate(line, start=1):
        if character == "#" and (column == 1 or line[column - 2] in " \t") and not any(start <= column < end for start, end in hidden):
            return column
    return None
