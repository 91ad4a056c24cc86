"""How wide panels are: as their shape needs, and each line filled to its end."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from msgspec.structs import replace

from tocsin.ir import Panel, TextPanel

_COLUMNS: Final = 24
_NUMBER: Final = 6
# Two in a line, or three where that saves a line.
_PICTURES: Final = (12, 8)


def fitted(panels: Sequence[Panel | TextPanel]) -> tuple[Panel | TextPanel, ...]:
    """Return `panels` with a width each; one that its author gave stays."""
    choices = [list(_lines(panels, width)) for width in _PICTURES]
    best = min(choices, key=len)
    return tuple(panel for line in best for panel in _filled(line))


def _lines(panels: Sequence[Panel | TextPanel], picture: int) -> Iterator[list[tuple[Panel | TextPanel, int]]]:
    """Yield the lines that `panels` make when a picture is so wide."""
    line: list[tuple[Panel | TextPanel, int]] = []
    for panel in panels:
        width = min(panel.span, _COLUMNS) or (_NUMBER if _is_number(panel) else picture)
        if sum(taken for _, taken in line) + width > _COLUMNS:
            yield line
            line = []
        line.append((panel, width))
    if line:
        yield line


def _filled(line: list[tuple[Panel | TextPanel, int]]) -> Iterator[Panel | TextPanel]:
    """Yield the panels of a line, its pictures sharing what is left over."""
    stretched = [index for index, (panel, _) in enumerate(line) if not panel.span and not _is_number(panel)]
    left = _COLUMNS - sum(width for _, width in line)
    for index, (panel, width) in enumerate(line):
        rank = stretched.index(index) if index in stretched else None
        more = 0 if rank is None else left // len(stretched) + (rank < left % len(stretched))
        yield panel if panel.span else replace(panel, span=width + more)


def _is_number(panel: Panel | TextPanel) -> bool:
    return isinstance(panel, Panel) and panel.shape in {"stat", "gauge"}
