"""Where the panels of a dashboard stand on Grafana's grid of 24 columns."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from tocsin import ir

if TYPE_CHECKING:
    from collections.abc import Iterator

COLUMNS: Final = 24
_ROW_HEIGHT: Final = 1
_PANEL_HEIGHT: Final = 8
_NUMBER_HEIGHT: Final = 4


def places(rows: tuple[ir.Row, ...]) -> Iterator[tuple[ir.Row | ir.Panel | ir.TextPanel, dict[str, int]]]:
    """Yield every row and panel from top to bottom with its `gridPos`; a panel that does not fit beside the others starts a new line."""
    y = 0
    for row in rows:
        yield row, {"h": _ROW_HEIGHT, "w": COLUMNS, "x": 0, "y": y}
        y += _ROW_HEIGHT
        for line in _lines(row.panels):
            # Numbers alone need no height.
            height = _NUMBER_HEIGHT if all(isinstance(panel, ir.Panel) and panel.shape == "stat" for panel in line) else _PANEL_HEIGHT
            x = 0
            for panel in line:
                width = min(panel.span, COLUMNS)
                yield panel, {"h": height, "w": width, "x": x, "y": y}
                x += width
            y += height


def _lines(panels: tuple[ir.Panel | ir.TextPanel, ...]) -> Iterator[list[ir.Panel | ir.TextPanel]]:
    line: list[ir.Panel | ir.TextPanel] = []
    free = COLUMNS
    for panel in panels:
        width = min(panel.span, COLUMNS)
        if line and width > free:
            yield line
            line, free = [], COLUMNS
        line.append(panel)
        free -= width
    if line:
        yield line
