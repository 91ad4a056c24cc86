"""Which slip makes a text unreadable: one is told only if the text can be read further once it is mended."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from typing import Final

import yaml

from tocsin.regex import late
from tocsin.source.indentation import Line, misplaced
from tocsin.source.mended import Slip
from tocsin.source.places import Loader
from tocsin.source.signs import blanks, brackets, quotes, text_in_quotes, texts_of_entries, unquoted
from tocsin.source.span import Fault, Span, split_lines

# What a person writes: of anything larger only the parser's words are told. Each slip that is thought of costs a reading.
_LARGEST: Final = 100_000
_MOST: Final = 3
_LINES_BEFORE: Final = 3
_HASH: Final = late(r"(?<=\s)#[^\s,\]}#]+")
# A key at the start of a line, of a list's item, or inside of `{…}`.
_KEY: Final = r"(?:^\s*(?:- +)*|[{,]\s*)(?P<key>[\w.-]+)"
_NO_COLON: Final = late(_KEY + r"(?= *[{\[])")
# A key alone on its line, or with a value of one word or behind a `=`.
_ALONE: Final = late(r"^\s*(?:- +)*(?P<key>[A-Za-z_][\w.-]*)(?:(?: *= *| +)(?P<value>[^\s:=#{\[`]\S*))?(?= +#| *$)")
_NO_SPACE: Final = late(_KEY + r":(?=[^\s:/,}\]])(?P<value>[^\s,}\]]*)")


def slip(file: str, text: str, error: yaml.MarkedYAMLError) -> Fault | None:
    """Return the fault of the slip that keeps `text` from being read beyond `error`; None when none is known that does."""
    if error.problem_mark is None or len(text) > _LARGEST:
        return None
    lines, last = split_lines(text), error.problem_mark.line
    begun = min(error.context_mark.line if error.context_mark is not None else last, max(0, last - _LINES_BEFORE))
    within = range(begun, last + 1) if "flow" in (error.context or "") else range(0)
    near = range(min(last, len(lines) - 1), max(-1, last - _LINES_BEFORE - 1), -1)
    opened = error.context_mark if within else None
    words = (
        *islice(_comments(lines, within), _MOST),
        *islice(blanks(lines, near), _MOST),
        *islice(_words(lines, near), 2 * _MOST),
        *islice(brackets(lines, error.problem_mark, opened), _MOST),
        *islice(quotes(lines, last), _MOST),
        *text_in_quotes(lines, last),
        *islice(texts_of_entries(lines, near), _MOST),
    )
    found = next((each for each in words if _read(lines, each) > last), None)
    if found is not None:
        return _fault(file, found)
    slips = [_indented(line) for line in islice(misplaced(lines, last), _MOST)]
    furthest = max(slips, key=lambda each: _read(lines, each), default=None)
    return _fault(file, furthest) if furthest is not None and _read(lines, furthest) > last else None


def _read(lines: list[str], slip: Slip) -> int:
    """Return the line, from 0, at which nothing more can be read once it is mended; behind the last when all can be."""
    text = "\n".join([*lines[: slip.line], slip.mended, *lines[slip.line + 1 :]])
    try:
        for _ in yaml.parse(text, Loader=Loader):
            pass
    except yaml.MarkedYAMLError as error:
        return error.problem_mark.line if error.problem_mark is not None else 0
    return len(lines) + 1


def _comments(lines: list[str], within: range) -> Iterator[Slip]:
    """Yield words with `#` that were not meant to be comments: `within` a `{…}` or `[…]` that seems not to end."""
    for line in within:
        for found in _HASH.finditer(unquoted(lines[line])) if line < len(lines) else ():
            yield Slip(
                line=line,
                mended=f'{lines[line][: found.start()]}"{found[0]}"{lines[line][found.end() :]}',
                message=f"` #` begins a comment: from `{found[0]}` on, this line is not read",
                help=f'put it in quotes: `"{found[0]}"`',
                columns=found.span(),
            )


def _words(lines: list[str], near: range) -> Iterator[Slip]:
    """Yield keys without a colon, or without a space behind it, the nearest first: the parser complains where it gave up."""
    for line in near:
        for found in _NO_COLON.finditer(unquoted(lines[line])):
            rest = lines[line][found.end("key") :].lstrip()
            yield Slip(
                line=line,
                mended=f"{lines[line][: found.end('key')]}: {rest}",
                message=f"`{found['key']}` lacks its `:`",
                help=f"write `{found['key']}: {rest[0]}…`",
                columns=found.span("key"),
            )
        for found in _NO_SPACE.finditer(unquoted(lines[line])):
            key, value = found["key"], lines[line][found.start("value") : found.end("value")]
            yield Slip(
                line=line,
                mended=f"{lines[line][: found.end('key')]}: {lines[line][found.start('value') :]}",
                message=f"`{key}:{value}` is one word",
                help=f"write a space after `:`, `{key}: {value}`",
                columns=(found.start("key"), found.end("value")),
            )
        if (alone := _ALONE.match(lines[line])) is not None:
            key, value = alone["key"], alone["value"] or ""
            meant = f"{key}: {value}".rstrip()
            yield Slip(
                line=line,
                mended=f"{lines[line][: alone.start('key')]}{meant}{lines[line][alone.end() :]}",
                message=f"`{key}` lacks its `:`",
                help=f"write `{meant}`",
                columns=alone.span("key"),
            )


def _indented(found: Line) -> Slip:
    line = found.text
    return Slip(
        line=found.number,
        mended=" " * found.wanted + line.lstrip(" "),
        message=f"`{found.word}` is indented by {found.indent}, its neighbours by {found.wanted}",
        help="indent it like its neighbours",
        columns=(found.indent, found.indent + len(found.word)),
        note=("a neighbour of it stands", found.neighbour, found.wanted),
    )


def _fault(file: str, slip: Slip) -> Fault:
    start, end = slip.columns
    note = None
    if slip.note is not None:
        words, line, column = slip.note
        note = words, _span(file, line, column, column + 1)
    return Fault(code="spec/yaml-syntax", message=slip.message, help=slip.help, span=_span(file, slip.line, start, end), note=note)


def _span(file: str, line: int, start: int, end: int) -> Span:
    return Span(file=file, line=line + 1, column=start + 1, end_line=line + 1, end_column=end + 1)
