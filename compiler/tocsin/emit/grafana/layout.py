"""Where the panels of a dashboard stand on Grafana's grid of 24 columns."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Final

from msgspec import Struct

from tocsin import ir

if TYPE_CHECKING:
    from collections.abc import Iterator

COLUMNS: Final = 24
_ROW_HEIGHT: Final = 1
_PANEL_HEIGHT: Final = 8
_NUMBER_HEIGHT: Final = 4
"""Numbers alone need no height."""
_LEGEND_HEIGHT: Final = 9
"""Grafana gives a legend a third of a picture at most: into that of lower ones go two lines."""
_SHOWN: Final = 2
_AROUND_STATES: Final = 3
"""Title, time and legend; each state is one line, where it is known how many there are."""
_LIST_HEIGHT: Final = 14
"""The most of a table with a row for each model, which is all that there is to see of them: beyond, it scrolls."""
_UNIT: Final = 38
_LIST_HEAD: Final = 96
_LIST_ROW: Final = 36
"""In pixels: of the grid with its gap, of the heads of panel and table, of a row."""


class Place(Struct, frozen=True):
    """Grafana's `gridPos`."""

    h: int
    w: int
    x: int
    y: int


class _Size(Struct, frozen=True):
    """What the place of a panel depends on, and those of the panels behind it."""

    span: int
    height: int


def places(rows: tuple[ir.Row, ...]) -> Iterator[tuple[ir.Row | ir.Panel | ir.TextPanel, Place]]:
    """Yield every row and panel from top to bottom with its place; a panel that does not fit beside the others starts a new line."""
    sizes = tuple([tuple([_size(panel) for panel in row.panels]) for row in rows])
    return zip([part for row in rows for part in (row, *row.panels)], _places(sizes), strict=True)


def _size(panel: ir.Panel | ir.TextPanel) -> _Size:
    if not isinstance(panel, ir.Panel):
        return _Size(span=panel.span, height=_PANEL_HEIGHT)
    return _Size(span=panel.span, height=_height(panel))


def _height(panel: ir.Panel) -> int:
    if panel.shape == "stat":
        return _NUMBER_HEIGHT
    lines = panel.options.get("lines")
    if isinstance(lines, int):
        return min(_LIST_HEIGHT, -(-(_LIST_HEAD + _LIST_ROW * lines) // _UNIT))
    if panel.shape == "state" and not any("{{" in query.legend for query in panel.queries):
        return min(_PANEL_HEIGHT, _AROUND_STATES + len(panel.queries))
    return _LEGEND_HEIGHT if panel.shape == "timeseries" and len(panel.queries) > _SHOWN else _PANEL_HEIGHT


@lru_cache(maxsize=1024)  # a thousand models have the same few dashboards
def _places(rows: tuple[tuple[_Size, ...], ...]) -> tuple[Place, ...]:
    found: list[Place] = []
    y = 0
    for row in rows:
        found.append(Place(h=_ROW_HEIGHT, w=COLUMNS, x=0, y=y))
        y += _ROW_HEIGHT
        for line in _lines(row):
            height = max(size.height for size in line)
            x = 0
            for size in line:
                width = min(size.span, COLUMNS)
                found.append(Place(h=height, w=width, x=x, y=y))
                x += width
            y += height
    return tuple(found)


def _lines(row: tuple[_Size, ...]) -> Iterator[list[_Size]]:
    line: list[_Size] = []
    free = COLUMNS
    for size in row:
        width = min(size.span, COLUMNS)
        if line and width > free:
            yield line
            line, free = [], COLUMNS
        line.append(size)
        free -= width
    if line:
        yield line
