"""What is wrong with receivers that only shows once their version, delivery or neighbours are known."""

from __future__ import annotations

from msgspec import Struct


class Problem(Struct, frozen=True):
    """A mistake of the author, placed relative to the part of the spec that was looked at."""

    path: tuple[str | int, ...]
    code: str
    message: str
    help: str
