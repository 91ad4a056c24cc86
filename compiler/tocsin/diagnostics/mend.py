"""Mend a text where a help line leaves no choice: edits by place, which leave comments and layout as they are."""

from __future__ import annotations

from collections.abc import Iterable

from msgspec import Struct

from tocsin.diagnostics import Located, Remedy
from tocsin.source import Fault, Span, parse_several, split_lines


class Edit(Struct, frozen=True, kw_only=True):
    """Put `text` in the place of what stands at `span`."""

    span: Span
    text: str


def edit_of(located: Located, text: str) -> Edit | None:
    """Return how to mend a finding about the file `text`; None when its remedy is not certain, or the file says something else."""
    if not isinstance(located.help, Remedy) or located.span.line != located.span.end_line:
        return None
    lines = split_lines(text)
    if not 1 <= located.span.line <= len(lines):
        return None
    there = lines[located.span.line - 1][located.span.column - 1 : located.span.end_column - 1]
    given, instead = located.help.given, located.help.instead
    if given is None:
        return Edit(span=located.span, text=f'"{there}"') if there and not set(there) & set("\"'\\") else None
    for quote in ("", '"', "'"):
        if there == f"{quote}{given}{quote}":
            return Edit(span=located.span, text=f"{quote}{instead}{quote}")
    return None


def mended(file: str, text: str, found: Iterable[Located]) -> tuple[str, tuple[Located, ...]]:
    """Return `text` with every certain remedy of the findings about it, and which these were.

    A remedy after which the text is not YAML any more, or names something twice, is left to the author.
    """
    edits = {edit.span: (edit, located) for located in found if located.span.file == file and (edit := edit_of(located, text)) is not None}
    done: list[Located] = []
    # From the end, so that the places before stay where they are.
    for span in sorted(edits, key=lambda each: (each.line, each.column), reverse=True):
        edit, located = edits[span]
        changed = _edited(text, edit)
        if not isinstance(parse_several(file, changed.encode()), Fault):
            text = changed
            done.append(located)
    return text, tuple(reversed(done))


def _edited(text: str, edit: Edit) -> str:
    start = _offset(text, edit.span.line) + edit.span.column - 1
    end = _offset(text, edit.span.end_line) + edit.span.end_column - 1
    return text[:start] + edit.text + text[end:]


def _offset(text: str, line: int) -> int:
    """Return where a line begins; whatever ends the lines before it is kept."""
    position = 0
    for content in split_lines(text)[: line - 1]:
        position += len(content)
        position += 2 if text[position : position + 2] == "\r\n" else 1
    return position
