"""Which lines stand further in or out than their neighbours."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from msgspec import Struct

from tocsin.regex import late

_WORD: Final = late(r"(?:- +)?[^\s:]+:?|-")


class Line(Struct, frozen=True, kw_only=True):
    """A line that may have been meant to stand elsewhere. Lines count from 0."""

    number: int
    text: str
    indent: int
    wanted: int
    """How far in its neighbours are."""
    neighbour: int
    """The line of one of them."""

    @property
    def word(self) -> str:
        """What it begins with."""
        found = _WORD.match(self.text.lstrip(" "))
        return found[0] if found is not None else self.text.strip()


def misplaced(lines: list[str], at: int) -> Iterator[Line]:
    """Yield what may be meant when line `at` does not fit those above it, the likeliest first."""
    above = [number for number in range(min(at, len(lines))) if _is_content(lines[number])]
    if at >= len(lines) or not above or not _is_content(lines[at]) or _indent(lines[at]) == _indent(lines[above[-1]]):
        return
    child, parent = _only_child(lines, above, at), _dedented(lines, above, at)
    if parent is not None:
        yield from (each for each in (child, parent) if each is not None)
    yield from _itself(lines, above, at)
    if parent is None and child is not None:
        yield child


def _dedented(lines: list[str], above: list[int], at: int) -> Line | None:
    """Return a key too far out: it ended its mapping, of which `at`, maybe long after it, is the rest."""
    indent = _indent(lines[at])
    outer = next((number for number in reversed(above) if _indent(lines[number]) < indent), None)
    before = next((number for number in reversed(above) if outer is not None and number < outer and _indent(lines[number]) <= indent), None)
    return None if outer is None or before is None or _indent(lines[before]) < indent else _line(lines, outer, before)


def _only_child(lines: list[str], above: list[int], at: int) -> Line | None:
    """Return the first of a mapping when it alone is further in than the second, which is `at`."""
    outer = next((number for number in reversed(above) if _indent(lines[number]) < _indent(lines[at])), -1)
    within = [number for number in above if number > outer]
    alike = [number for number in within if _indent(lines[number]) == _indent(lines[within[0]])]
    return _line(lines, within[0], at) if len(alike) == 1 else None


def _itself(lines: list[str], above: list[int], at: int) -> Iterator[Line]:
    """Yield the line in the mappings that it may belong to, the last one first."""
    seen = len(lines[above[-1]]) + 1
    for number in reversed(above):
        if _indent(lines[number]) < seen:
            seen = _indent(lines[number])
            if seen != _indent(lines[at]):
                yield _line(lines, at, number)


def _line(lines: list[str], number: int, neighbour: int) -> Line:
    return Line(number=number, text=lines[number], indent=_indent(lines[number]), wanted=_indent(lines[neighbour]), neighbour=neighbour)


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip(" "))


def _is_content(line: str) -> bool:
    return not line.strip().startswith("#") and bool(line.strip())
