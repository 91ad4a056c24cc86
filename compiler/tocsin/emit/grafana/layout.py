"""Where the panels of a dashboard stand on Grafana's grid of 24 columns."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from grafanalib import core as grafana

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tocsin import ir

COLUMNS: Final = 24
_ROW_HEIGHT: Final = 1
_PANEL_HEIGHT: Final = 8


def places(rows: tuple[ir.Row, ...]) -> Iterator[tuple[ir.Row | ir.Panel | ir.TextPanel, dict[str, Any]]]:
    """Yield every row and panel from top to bottom with its `gridPos`; a panel that does not fit beside the others starts a new line."""
    y = 0
    for row in rows:
        yield row, _place(_ROW_HEIGHT, COLUMNS, 0, y)
        y += _ROW_HEIGHT
        x = 0
        for panel in row.panels:
            width = min(panel.span, COLUMNS)
            if x + width > COLUMNS:
                x = 0
                y += _PANEL_HEIGHT
            yield panel, _place(_PANEL_HEIGHT, width, x, y)
            x += width
        if row.panels:
            y += _PANEL_HEIGHT


def _place(height: int, width: int, x: int, y: int) -> dict[str, Any]:
    place: dict[str, Any] = grafana.GridPos(h=height, w=width, x=x, y=y).to_json_data()
    return place
