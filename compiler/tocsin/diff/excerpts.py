"""Of two long texts what stands around the places in which they differ."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from difflib import SequenceMatcher
from itertools import accumulate
from typing import Final

_LONG: Final = 70
_AROUND: Final = 20
"""Of a text that is longer, so much is shown around what differs."""
_MOST: Final = 400
"""Of what differs in one place so much is shown: a comment of GitHub has room for 65,536 characters."""
_COMPARED: Final = 200
"""What differs in more words and signs is one place: to look for what it has in common takes the square of them."""
_PIECES: Final = re.compile(r"\w+|\W+")


def excerpts(was: str, now: str) -> tuple[str, str]:
    """Return two texts, of long ones only what is around the places in which they differ; what is other in the same way once.

    >>> excerpts("short", "other")
    ('short', 'other')
    >>> excerpts(f"{'a ' * 40}5m{' b' * 40}", f"{'a ' * 40}9h{' b' * 40}")
    ('…a a a a a a a a a a 5m b b b b b b b b b b…', '…a a a a a a a a a a 9h b b b b b b b b b b…')
    >>> excerpts(f"one{'.' * 70}two", f"1{'.' * 70}2")
    ('one....................…....................two', '1....................…....................2')
    >>> excerpts(f"one{'.' * 70}one", f"1{'.' * 70}1")
    ('one....................…', '1....................…')
    >>> [len(text) for text in excerpts("a" * 999, "b" * 999)]
    [441, 441]
    """
    if max(len(was), len(now)) <= _LONG:
        return was, now
    places: dict[tuple[str, str], tuple[_Place, _Place]] = {}
    for old, new in _places(_PIECES.findall(was), _PIECES.findall(now)):
        places.setdefault((was[slice(*old)], now[slice(*new)]), (old, new))
    return _around(was, (old for old, _ in places.values())), _around(now, (new for _, new in places.values()))


_Place = tuple[int, int]
"""Where something begins and ends."""


def _places(was: list[str], now: list[str]) -> Iterator[tuple[_Place, _Place]]:
    """Yield where in each text that stands in which they differ, of texts in pieces."""
    first = _shared(was, now)
    last = _shared(was[first:][::-1], now[first:][::-1])
    old, new = was[first : len(was) - last], now[first : len(now) - last]
    blocks = [(0, len(old), 0, len(new))]
    if max(len(old), len(new)) <= _COMPARED:
        blocks = [block for tag, *block in SequenceMatcher(None, old, new, autojunk=False).get_opcodes() if tag != "equal"]  # type: ignore[misc]  # four numbers
    before, after = _offsets(was), _offsets(now)
    for old_begins, old_ends, new_begins, new_ends in blocks:
        yield (before[first + old_begins], before[first + old_ends]), (after[first + new_begins], after[first + new_ends])


def _shared(was: list[str], now: list[str]) -> int:
    """Return with how many pieces both begin."""
    differing = (at for at, (old, new) in enumerate(zip(was, now, strict=False)) if old != new)
    return next(differing, min(len(was), len(now)))


def _offsets(pieces: Iterable[str]) -> list[int]:
    return [*accumulate(map(len, pieces), initial=0)]


def _around(text: str, places: Iterable[_Place]) -> str:
    shown: list[str] = []
    until = 0
    for first, last in (part for place in places for part in _ends(*place)):
        begins, ends = max(first - _AROUND, until), min(last + _AROUND, len(text))
        shown += ("…" if begins > until else "", text[begins:ends])
        until = ends
    return "".join(shown) + ("…" if until < len(text) else "")


def _ends(first: int, last: int) -> tuple[_Place, ...]:
    """Return a place, of a long one where it begins and ends."""
    return ((first, last),) if last - first <= _MOST else ((first, first + _MOST // 2), (last - _MOST // 2, last))
