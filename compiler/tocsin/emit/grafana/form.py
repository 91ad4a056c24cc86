"""JSON that is written once for many: its shape is kept, and words are put into it.

A thousand dashboards have a dozen shapes. What grafanalib makes of a shape is text by then, and only titles, expressions and places differ.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from msgspec import Struct

from tocsin.emit.grafana import json_text

if TYPE_CHECKING:
    from collections.abc import Mapping

# Halves of surrogate pairs, which no file of a spec can hold.
_OPEN, _CLOSE = "\ud800", "\udc00"
_MARK: Final = re.compile(f'"{_OPEN}([^{_OPEN}{_CLOSE}]+){_CLOSE}"')


def mark(name: str) -> str:
    """Return what stands for the word `name` in the data of a form."""
    return f"{_OPEN}{name}{_CLOSE}"


class Form(Struct, frozen=True):
    """JSON with gaps: literal text and names of words by turns, literal text first and last."""

    parts: tuple[str, ...]

    @staticmethod
    def of(data: object, *, column: int = 0) -> Form:
        """Return the form of `data`, whose values may be marks, as it stands in `column`; raise ValueError for a mark inside a text."""
        text = json_text.dumps(data)[:-1]
        found = _MARK.split(text.replace("\n", "\n" + " " * column))
        if any(_OPEN in literal for literal in found[::2]):
            raise ValueError("a word is part of a longer text")
        return Form(tuple(found))

    def filled(self, words: Mapping[str, str]) -> str:
        """Return the text with `words`, which are JSON already, in the gaps."""
        found = list(self.parts)
        found[1::2] = [words[name] for name in found[1::2]]
        return "".join(found)
