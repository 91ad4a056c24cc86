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
# Two in a line, or three where that saves a line.
_PICTURES: Final = (12, 8)
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
    choices = [list(_lines(shapes, width)) for width in _PICTURES]
    best = min(choices, key=len)
    return tuple(width for line in best for width in _filled(line))


def _lines(shapes: Sequence[_Shape], picture: int) -> Iterator[list[tuple[_Shape, int]]]:
    """Yield the lines that panels of these shapes make when a picture is so wide."""
    line: list[tuple[_Shape, int]] = []
    for shape in shapes:
        width = min(shape.span, _COLUMNS) or (_NUMBER if shape.is_number else picture)
        if sum(taken for _, taken in line) + width > _COLUMNS:
            yield line
            line = []
        line.append((shape, width))
    if line:
        yield line


def _filled(line: list[tuple[_Shape, int]]) -> Iterator[int]:
    """Yield the widths of a line, its pictures sharing what is left over."""
    stretched = [index for index, (shape, _) in enumerate(line) if not shape.span and not shape.is_number]
    left = _COLUMNS - sum(width for _, width in line)
    for index, (_, width) in enumerate(line):
        rank = stretched.index(index) if index in stretched else None
        yield width if rank is None else width + left // len(stretched) + (rank < left % len(stretched))
