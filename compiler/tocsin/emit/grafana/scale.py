"""What the lines of a panel make of its values: colours, and the ends of its axis."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Final

from msgspec import Struct

from tocsin.emit.grafana import json_text
from tocsin.emit.grafana.shapes import STEPS_COLUMN
from tocsin.emit.grafana.thresholds import NO_JUDGEMENT, drawable, plain_number, steps

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tocsin import ir
    from tocsin.ir.dashboards import Shape


class Scale(Struct, frozen=True):
    """The threshold steps of a panel and the ends of its axis, as JSON."""

    has_lines: bool
    steps: str
    axis: tuple[str, ...]
    """What Grafana calls the ends that are given."""
    ends: tuple[str, ...]


# Models of one kind have the same limits, and many panels none.
@lru_cache(maxsize=4096)
def scale(lines: tuple[ir.Line, ...], picture: Shape, unit: str, *, has_states: bool) -> Scale:
    """Return the scale of a panel; `unit` is Grafana's name of its unit."""
    # Of words the colour is said by the word.
    drawn = () if has_states else drawable(lines)
    values = [line.value for line in drawn]
    ends = _ends_of_gauge(values, unit, has_states=has_states) if picture == "gauge" else _ends(values) if picture == "timeseries" else {}
    return Scale(
        has_lines=bool(drawn),
        steps=json_text.items(steps(drawn, otherwise=_ordinary_colour(drawn, picture)), column=STEPS_COLUMN),
        axis=tuple(ends),
        ends=tuple([json_text.dumps(plain_number(end))[:-1] for end in ends.values()]),
    )


def _ordinary_colour(lines: tuple[ir.Line, ...], picture: Shape) -> str:
    # Around a transparent step Grafana draws the line below it in that line's own colour; else `< 0.8` would be a green line.
    # https://github.com/grafana/grafana/blob/main/packages/grafana-ui/src/components/uPlot/config/UPlotThresholds.ts
    if picture == "timeseries":
        return "transparent"
    return "green" if lines else NO_JUDGEMENT


def _ends(values: Sequence[float]) -> dict[str, float]:
    # Grafana fits the axis to the data alone, and a line that is out of sight warns nobody.
    return {"axisSoftMin": min(values), "axisSoftMax": max(values)} if values else {}


_LARGEST: Final = {"percentunit": 1.0, "percent": 100.0}


def _ends_of_gauge(values: Sequence[float], unit: str, *, has_states: bool) -> dict[str, float]:
    """Return where a gauge begins, and that it ends where the unit ends, or else a quarter beyond the last line."""
    end = 1.0 if has_states else _LARGEST.get(unit, 1.25 * max((0.0, *values)))
    return {"min": min((0.0, *values))} | ({"max": end} if end else {})
