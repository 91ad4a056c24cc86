"""Allows, by a comment on its line, what checks find in adopted rules: the platform builds, and the comments are left to work off."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Final

from tocsin.checks import allowable
from tocsin.diagnostics import Located
from tocsin.source import texts_of_several_lines

_REASON: Final = "taken over as it was"
_ROUNDS: Final = 10  # what is allowed lets checks see further


def allowing(file: str, text: str, findings: Callable[[str], Iterable[Located]]) -> tuple[str, int]:
    """Return the spec `text` of `file` with a comment for each of its `findings` that may be allowed, and how many there are.

    What may not be allowed is left: with it there would be no output, or one that is refused.
    """
    codes, count = allowable(), 0
    for _ in range(_ROUNDS):
        found = {(_first_line(each, text), each.code) for each in findings(text) if each.span.file == file and each.code in codes}
        if not found:
            break
        count += len(found)
        text = _with_comments(text, found)
    return text, count


def _first_line(found: Located, text: str) -> int:
    """Return the line above which a comment is about what was found: inside of a text there can be none."""
    line = found.span.line
    return next((first for first, last in texts_of_several_lines(text) if first <= line <= last), line)


def _with_comments(text: str, found: Iterable[tuple[int, str]]) -> str:
    lines = text.splitlines(keepends=True)
    for line, code in sorted(found, reverse=True):
        below = lines[line - 1]
        indent = below[: len(below) - len(below.lstrip())]
        lines.insert(line - 1, f"{indent}# allow {code}: {_REASON}\n")
    return "".join(lines)
