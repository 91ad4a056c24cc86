"""Fill in the facts of a raw expression as lowering does, and remember where in its text they stood."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from msgspec import Struct

from tocsin.regex import late

_FACT: Final = late(r"<<\s*([A-Za-z_][A-Za-z0-9_]*)\s*>>")


class Filled(Struct, frozen=True):
    """A text with its facts, and of each fact: where it begins and ends in it, and where it was written."""

    text: str
    facts: tuple[tuple[int, int, int, int], ...]

    def written(self, start: int, end: int) -> tuple[int, int]:
        """Return which characters of the text as it was written became those from `start` to before `end`."""
        return self._back(start, last=False), self._back(end, last=True)

    def _back(self, position: int, *, last: bool) -> int:
        moved = 0
        for first, after, written_first, written_after in self.facts:
            if position <= first:
                break
            if position < after:
                return written_after if last else written_first
            moved = written_after - after
        return position + moved


def fill(text: str, facts: Mapping[str, str]) -> Filled | None:
    """Return `text` with `facts`; None when it names another, which lowering tells.

    >>> filled = fill("up{a='<< model >>'} == 0", {"model": "chat"})
    >>> filled.text, filled.written(6, 10), filled.written(7, 9), filled.written(13, 15)
    ("up{a='chat'} == 0", (6, 17), (6, 17), (20, 22))
    """
    parts: list[str] = []
    places: list[tuple[int, int, int, int]] = []
    length = done = 0
    for found in _FACT.finditer(text):
        value = facts.get(found[1])
        if value is None:
            return None
        before = text[done : found.start()]
        length += len(before)
        places.append((length, length + len(value), found.start(), found.end()))
        parts += [before, value]
        length += len(value)
        done = found.end()
    return Filled("".join([*parts, text[done:]]), tuple(places))
