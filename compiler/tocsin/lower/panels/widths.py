"""How wide panels are: as their shape needs, and each line filled to its end."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import Final

from msgspec import Struct
from msgspec.structs import replace

from tocsin.ir import Panel, TextPanel

_COLUMNS: Final = 24
_NUMBER: Final = 6
_NUMBER_AMONG_NUMBERS: Final = 4
_PICTURE: Final = 8
"""The least of each: three pictures in a line, four numbers, or six where there are only numbers."""
_NUMBERS: Final = frozenset({"stat", "gauge"})


class _Shape(Struct, frozen=True):
    """What the width of a panel depends on."""

    span: int
    """What its author gave; 0: nothing."""
    is_number: bool


def fitted(panels: Sequence[Panel | TextPanel]) -> tuple[Panel | TextPanel, ...]:
    """Return `panels` with a width each; one that its author gave stays."""
    widths = _widths(tuple([_Shape(panel.span, isinstance(panel, Panel) and panel.shape in _NUMBERS) for panel in panels]))
    return tuple([panel if panel.span else replace(panel, span=width) for panel, width in zip(panels, widths, strict=True)])


@lru_cache(maxsize=1024)  # a thousand models have the same few rows
def _widths(shapes: tuple[_Shape, ...]) -> tuple[int, ...]:
    only_numbers = len(shapes) > 1 and all(shape.is_number and not shape.span for shape in shapes)
    number = _NUMBER_AMONG_NUMBERS if only_numbers else _NUMBER
    least = tuple([min(shape.span, _COLUMNS) or (number if shape.is_number else _PICTURE) for shape in shapes])
    stretched = tuple([not shape.span and (only_numbers or not shape.is_number) for shape in shapes])
    return tuple([width for start, end in _lines(least, stretched) for width in _filled(least[start:end], stretched[start:end])])


def _lines(least: Sequence[int], stretched: Sequence[bool]) -> Iterator[tuple[int, int]]:
    """Yield the first and the end of each line: as few as can be, and of these ways the most even."""
    # Of the panels from each on: how many lines, the sum of the squares of what is free in them, and their ends.
    best: list[tuple[int, int, tuple[int, ...]]] = [(0, 0, ())]
    for start in reversed(range(len(least))):
        ways = []
        for end in range(start + 1, len(least) + 1):
            free = _COLUMNS - sum(least[start:end])
            if free < 0:
                break
            count, ragged, ends = best[len(least) - end]
            # What does not fill its line is joined by the next panel wherever that fits.
            if any(stretched[start:end]) or end == len(least) or least[end] > free:
                ways.append((count + 1, ragged + free * free, (end, *ends)))
        best.append(min(ways))
    start = 0
    for end in best[-1][2]:
        yield start, end
        start = end


def _filled(least: Sequence[int], stretched: Sequence[bool]) -> Iterator[int]:
    """Yield the widths of a line, those that are stretched sharing what is left over."""
    left, sharing = _COLUMNS - sum(least), sum(stretched)
    for index, width in enumerate(least):
        yield width + left // sharing + (sum(stretched[:index]) < left % sharing) if stretched[index] else width
