"""One thing that is another one than before, in words."""

from __future__ import annotations

from typing import Final, Literal

from msgspec import Struct

Kind = Literal["new", "gone", "changed"]


class Fact(Struct, frozen=True, kw_only=True):
    """Something that is said otherwise; empty: not said."""

    name: str
    was: str
    now: str


RELABELLED: Final = "alerts have another label, so that what fires is told anew, and silences by the old one are silent no more"
"""What follows where something is called otherwise that labels of alerts name."""
RECORDED_ANEW: Final = f"{RELABELLED}; budgets begin anew"
"""What follows where labels of what is recorded name it, too."""


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
