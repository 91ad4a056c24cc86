"""Where things stand: routes into a spec, spans of a file, and faults of a text."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Key = str | int
Route = tuple[Key, ...]
Part = Literal["key", "value"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """A stretch of a file. Lines and columns count from 1; the end column is exclusive."""

    file: str
    line: int
    column: int
    end_line: int
    end_column: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """Why a text is not a spec document: what is wrong, where, and what to type instead."""

    code: str
    message: str
    help: str
    span: Span
    other: Span | None = None
