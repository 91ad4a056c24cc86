"""JSON that is written once for many: its shape is kept, and words are put into it.

A thousand dashboards have a dozen shapes. What grafanalib makes of a shape is text by then, and only titles, expressions and places differ.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from msgspec import Struct

from tocsin.emit.grafana import json_text
from tocsin.regex import late

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

# Halves of surrogate pairs, which no file of a spec can hold.
_OPEN, _CLOSE = "\ud800", "\udc00"
_MARK: Final = late(f'"{_OPEN}([0-9]+){_CLOSE}"')


def mark(index: int) -> str:
    """Return what stands for the word number `index` in the data of a form."""
    return f"{_OPEN}{index}{_CLOSE}"


class Form(Struct, frozen=True, array_like=True):
    """JSON with gaps: `parts` are literal text and gaps by turns, literal text first and last; `gaps` the numbers of the words in them."""

    parts: tuple[str, ...]
    gaps: tuple[int, ...]

    @staticmethod
    def of(data: object, *, column: int = 0) -> Form:
        """Return the form of `data`, whose values may be marks, as it stands in `column`; raise ValueError for a mark inside a text."""
        text = json_text.dumps(data)[:-1]
        found = _MARK.split(text.replace("\n", "\n" + " " * column))
        if any(_OPEN in literal for literal in found[::2]):
            raise ValueError("a word is part of a longer text")
        return Form(tuple(found), tuple(map(int, found[1::2])))

    def with_words(self, words: Mapping[str, str], *, left: Sequence[str]) -> Form:
        """Return the form that has `words`, each for its mark, for good; `left` are the marks of the words that are still to be given."""
        known = {_number(each): word for each, word in words.items()}
        numbers = {_number(each): index for index, each in enumerate(left)}
        parts, gaps = [self.parts[0]], []
        for number, literal in zip(self.gaps, self.parts[2::2], strict=True):
            if number in known:
                parts[-1] += known[number] + literal
            else:
                parts += ("", literal)
                gaps.append(numbers[number])
        return Form(tuple(parts), tuple(gaps))

    def filled(self, words: Sequence[str]) -> str:
        """Return the text with `words`, which are JSON already, in the gaps."""
        found = list(self.parts)
        found[1::2] = [words[index] for index in self.gaps]
        return "".join(found)


def _number(text: str) -> int:
    return int(text[len(_OPEN) : -len(_CLOSE)])
