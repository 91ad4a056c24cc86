"""A slip of the pen, as the line that was meant."""

from __future__ import annotations

from msgspec import Struct


class Slip(Struct, frozen=True, kw_only=True):
    """What may be meant, and how its line, which counts from 0, would then be written."""

    line: int
    mended: str
    message: str
    help: str
    columns: tuple[int, int]
    note: tuple[str, int, int] | None = None
    """Words, line and column of another place."""
