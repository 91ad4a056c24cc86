"""Pairs what a platform had with what became of it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Final

from tocsin.diff.entry import Entry


def pairs(old: Sequence[Entry], new: Sequence[Entry]) -> Iterator[tuple[Entry | None, Entry | None]]:
    """Yield what was with what became of it, None where there is nothing: first what is new and what stays, then what is gone."""
    became: dict[int, Entry] = {}
    left, came = list(old), list(new)
    for key in _SAME:
        for was, now in _matched(left, came, key):
            became[id(now)] = was
        known = {id(was) for was in became.values()}
        left, came = [each for each in left if id(each) not in known], [each for each in came if id(each) not in became]
    yield from ((became.get(id(entry)), entry) for entry in new)
    yield from ((entry, None) for entry in left)


def _says(entry: Entry) -> object:
    """Return what an entry says, whatever it is called; a part, and what says nothing, is like no other."""
    facts = entry.facts[0]
    return (entry.of, *facts.items()) if not entry.part and any(facts.values()) else id(entry)


_SAME: Final[tuple[Callable[[Entry], object], ...]] = (
    lambda entry: (entry.at, entry.title, entry.of),
    lambda entry: (entry.title, entry.of),  # it stands elsewhere
    lambda entry: (entry.at, entry.name),  # what told it apart is other
    lambda entry: entry.at,  # it is called otherwise
    _says,  # that alone
)
"""By what two entries are one thing, the surest first."""


def _matched(old: Iterable[Entry], new: Iterable[Entry], key: Callable[[Entry], object]) -> Iterator[tuple[Entry, Entry]]:
    """Yield the pairs that have a key in common which no other has, or which as many have on both sides."""
    was, now = _by(old, key), _by(new, key)
    for common in now.keys() & was.keys():
        if len(was[common]) == len(now[common]):
            yield from zip(was[common], now[common], strict=True)


def _by(entries: Iterable[Entry], key: Callable[[Entry], object]) -> dict[object, list[Entry]]:
    found: dict[object, list[Entry]] = {}
    for entry in entries:
        found.setdefault(key(entry), []).append(entry)
    return found
