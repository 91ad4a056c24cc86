"""Slips with single signs: a quote or a bracket that lacks its other one, a text that needs quotes, blanks that are none."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from tocsin.regex import late
from tocsin.source.mended import Slip

_LONGEST_LINE: Final = 1000
_QUOTED: Final = late(r"""\"(?:[^"\\]|\\.)*"|'(?:[^']|'')*'""")
_OPENS: Final = late(r"(?:^\s*(?:- +)*|[:,] +|[\[{] *)(?P<quote>[\"'])")
_QUOTES: Final = ('"', "'")
_CLOSERS: Final = {"{": "}", "[": "]"}
_OPENERS: Final = {closer: opener for opener, closer in _CLOSERS.items()}
# No-break, thin and ideographic blanks, and those of no width: what is copied from a page or a chat has them.
_BLANKS: Final = late("[\u00a0\u2000-\u200b\u202f\u2060\u3000\ufeff]+")
_VALUE: Final = late(r"^\s*(?:- +)*[\w.-]+: +(?P<text>[^\s{\[&!#].*?)(?= +#| *$)")
# Up to the next entry: a text with a comma needs its quotes for more than one reason.
_ENTRY: Final = late(r"[{,]\s*[\w.-]+: +(?P<text>(?=[*&!|>%]|[^\"'{\[,}\]]*: )[^\"'{\[,}\]]+?)(?= *[,}])")
_TWO_ENTRIES: Final = late(r"([^\s:]+) +([\w.-]+: \S+)")
_PAIR: Final = late(r"[\w.-]+: [^\s:,{}\[\]#]+$")


def unquoted(line: str, instead: str = '"') -> str:
    """Return a line with signs that mean nothing for what is in quotes."""
    return _QUOTED.sub(lambda quoted: instead * len(quoted[0]), line) if len(line) <= _LONGEST_LINE else ""


def blanks(lines: list[str], near: range) -> Iterator[Slip]:
    """Yield lines with characters that look like blanks."""
    for line in near:
        found = _BLANKS.search(unquoted(lines[line]))
        if found is not None:
            yield Slip(
                line=line,
                mended=_BLANKS.sub(lambda some: " " * len(some[0]), lines[line]),
                message=f"the character U+{ord(found[0][0]):04X} looks like a space and is none",
                help="replace it by a space",
                columns=found.span(),
            )


def brackets(lines: list[str], here: Any, begun: Any) -> Iterator[Slip]:  # noqa: ANN401  # marks, of which PyYAML has two types
    """Yield a bracket too many at `here`, where the parser gave up, and one too few on the line where what it was in has `begun`."""
    sign = lines[here.line][here.column : here.column + 1] if here.line < len(lines) else ""
    if sign in _OPENERS:
        rest = f"{lines[here.line][: here.column]}{lines[here.line][here.column + 1 :]}"
        message = f"there is no `{_OPENERS[sign]}` for this `{sign}`"
        yield Slip(line=here.line, mended=rest, message=message, help="remove it", columns=(here.column, here.column + 1))
    if begun is not None and begun.line < len(lines):
        line = lines[begun.line].split(" #")[0].rstrip().removesuffix(",")
        open_ones: list[int] = []
        for index, each in enumerate(unquoted(line)):
            if each in _CLOSERS:
                open_ones.append(index)
            elif each in _OPENERS and open_ones:
                open_ones.pop()
        if open_ones:
            closed = line + "".join(_CLOSERS[line[index]] for index in reversed(open_ones))
            start = open_ones[0]
            message, remedy = f"`{line[start]}` is not closed", f"close it: `{closed[start:]}`"
            yield Slip(line=begun.line, mended=closed, message=message, help=remedy, columns=(start, start + 1))


def quotes(lines: list[str], last: int) -> Iterator[Slip]:
    """Yield quotes that are not closed on their line, the nearest first."""
    for line in range(min(last, len(lines) - 1), -1, -1):
        found = _OPENS.search(unquoted(lines[line], "_")) if "'" in lines[line] or '"' in lines[line] else None
        if found is not None:
            start, closed = found.start("quote"), f"{lines[line].rstrip()}{found['quote']}"
            message, remedy = "the quote is not closed on its line", f"close it: `{closed[start:]}`"
            yield Slip(line=line, mended=closed, message=message, help=remedy, columns=(start, start + 1))


def text_in_quotes(lines: list[str], last: int) -> Iterator[Slip]:
    """Yield the text of the line `last` as one that needs quotes, or other ones."""
    value = _VALUE.match(lines[last]) if last < len(lines) and len(lines[last]) <= _LONGEST_LINE else None
    if value is None or {"`", "\\"} & {*value["text"]}:
        return
    given = value["text"]
    in_quotes = len(given) > 1 and given[0] == given[-1] and given[0] in _QUOTES
    inner = given[1:-1] if in_quotes else given
    if inner[:1] in _QUOTES:
        return
    right = f'"{inner}"' if '"' not in inner else "'" + inner.replace("'", "''") + "'"
    yield Slip(
        line=last,
        mended=f"{lines[last][: value.start('text')]}{right}{lines[last][value.end('text') :]}",
        message=f"the quote ends within `{given}`" if in_quotes else f"`{given}` is no text without quotes",
        help=f"write `{{{given}}}`, or put it in quotes: `{right}`" if _PAIR.match(given) else f"put it in quotes: `{right}`",
        columns=value.span("text"),
    )


def texts_of_entries(lines: list[str], near: range) -> Iterator[Slip]:
    """Yield texts inside of `{…}` that need quotes: they hold `: `, or begin with a sign that means something to YAML."""
    for line in near:
        for found in _ENTRY.finditer(unquoted(lines[line])):
            text = found["text"]
            two = _TWO_ENTRIES.fullmatch(text)
            yield Slip(
                line=line,
                mended=f'{lines[line][: found.start("text")]}"{text}"{lines[line][found.end("text") :]}',
                message=f"`{text}` is no text without quotes",
                help=(f"write `{two[1]}, {two[2]}`, or " if two else "") + f'put it in quotes: `"{text}"`',
                columns=found.span("text"),
            )
