"""One remark about something that was adopted."""

from __future__ import annotations

from msgspec import Struct

from tocsin.source import Span


class Note(Struct, frozen=True, kw_only=True):
    """What is different from what stands at `span`, or was left out."""

    span: Span
    message: str
    lost: bool = False
    """Whether something that it does is done by nothing in the spec, so that somebody has to see to it."""
