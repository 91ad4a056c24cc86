"""One thing that is another one than before, in words."""

from __future__ import annotations

from typing import Literal

from msgspec import Struct

Kind = Literal["new", "gone", "changed"]


class Fact(Struct, frozen=True, kw_only=True):
    """Something that is said otherwise; empty: not said."""

    name: str
    was: str
    now: str


class Change(Struct, frozen=True, kw_only=True):
    """One thing that is new, gone or another one, and of whom: of models that are changed alike it is told once."""

    family: str
    """The heading that it stands under: `alerts`."""
    kind: Kind
    name: str
    of: tuple[str, ...]
    said: str
    """What is to be known of what is new or gone, and what follows where it is another one."""
    facts: tuple[Fact, ...]
