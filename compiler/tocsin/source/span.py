"""Where things stand: paths into a spec, spans of a file, and faults of a text."""

from __future__ import annotations

import re
from typing import Final, Literal

from msgspec import Struct

Key = str | int
KeyPath = tuple[Key, ...]
Part = Literal["key", "value"]

_BREAK: Final = re.compile(r"\r\n|\r|\n")


class Span(Struct, frozen=True, kw_only=True):
    """A stretch of a file. Lines and columns count from 1, columns in characters; the end column is exclusive."""

    file: str
    line: int
    column: int
    end_line: int
    end_column: int


def spot(file: str, line: int = 1, column: int = 1) -> Span:
    """Return the place of one character, of a file's first unless another is meant.

    >>> spot("shop.yaml", 3)
    Span(file='shop.yaml', line=3, column=1, end_line=3, end_column=2)
    """
    return Span(file=file, line=line, column=column, end_line=line, end_column=column + 1)


class Fault(Struct, frozen=True, kw_only=True):
    """Why a text is not a spec document: what is wrong, where, and what to type instead."""

    code: str
    message: str
    help: str
    span: Span
    note: tuple[str, Span] | None = None
    """A second place that explains the first, and in words what is there."""


def split_lines(text: str) -> list[str]:
    r"""Return the lines of a text as YAML and editors count them; `str.splitlines` knows more line breaks than they do.

    >>> split_lines("a\r\nb\x0bc\n")
    ['a', 'b\x0bc', '']
    """
    return _BREAK.split(text)
