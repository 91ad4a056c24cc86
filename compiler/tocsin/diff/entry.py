"""One thing that a platform has, described in words that can be compared."""

from __future__ import annotations

from collections.abc import Mapping

from msgspec import Struct

from tocsin.diff.objectives import Objective
from tocsin.source import KeyPath


class Entry(Struct, frozen=True, kw_only=True):
    """One thing that a platform has: an alert, an autoscaler, a receiver."""

    at: KeyPath
    """Where the spec says it: what stands at one place before and after is one thing, whatever it is called."""
    name: str
    besides: tuple[str, ...] = ()
    """What tells it apart from others of its name, and is told among the facts when it is another."""
    of: str = ""
    """The model or component that it is about; empty: the platform."""
    said: str = ""
    """What is to be known of it when it is new or gone."""
    facts: tuple[Mapping[str, str], ...]
    """What is told when it is another one, by name, of the first of these that differs: what stands in the later ones usually follows."""
    part: bool = False
    """Whether it is a part of another thing, which tells that it is new or gone."""
    because: str = ""
    """What it follows from: where that is another, this is not told."""
    objective: Objective | None = None
    """What is meant by an objective: of another one it is told what becomes of the budget."""

    @property
    def title(self) -> str:
        """Return what it is called where it is told."""
        return f"{self.name} ({', '.join(self.besides)})" if self.besides else self.name
