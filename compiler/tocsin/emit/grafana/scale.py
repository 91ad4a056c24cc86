"""What the lines of a panel make of its values: colours, and the ends of its axis."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Final

from msgspec import Struct

from tocsin.emit.grafana import json_text
from tocsin.emit.grafana.shapes import STEPS_COLUMN
from tocsin.emit.grafana.thresholds import BELOW, NO_JUDGEMENT, above_nothing, drawable, plain_number, steps

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
    lowest: bool
    """Whether the lowest value is the worst."""


# Models of one kind have the same limits, and many panels none.
@lru_cache(maxsize=4096)
def scale(lines: tuple[ir.Line, ...], picture: Shape, unit: str, *, has_states: bool) -> Scale:
    """Return the scale of a panel; `unit` is Grafana's name of its unit."""
    # Of words the colour is said by the word.
    drawn = () if has_states else drawable(lines)
    values = [line.value for line in drawn]
    judging = [line.op in BELOW for line in drawn if line.severity is not None]
    only_above = bool(judging) and not any(judging)
    ends = _ends_of_gauge(values, unit, has_states=has_states) if picture == "gauge" else {}
    if picture == "timeseries":
        ends = _ends(values, from_zero=unit not in _AWAY_FROM_ZERO or (unit in _LARGEST and only_above))
    coloured = drawn if picture == "timeseries" else above_nothing(drawn)
    return Scale(
        has_lines=bool(drawn),
        steps=json_text.items(steps(coloured, otherwise=_ordinary_colour(drawn, picture)), column=STEPS_COLUMN),
        axis=tuple(ends),
        ends=tuple([json_text.dumps(plain_number(end))[:-1] for end in ends.values()]),
        lowest=picture == "timeseries" and bool(judging) and all(judging),
    )


def _ordinary_colour(lines: tuple[ir.Line, ...], picture: Shape) -> str:
    # Around a transparent step Grafana draws the line below it in that line's own colour; else `< 0.8` would be a green line.
    # https://github.com/grafana/grafana/blob/main/packages/grafana-ui/src/components/uPlot/config/UPlotThresholds.ts
    if picture == "timeseries":
        return "transparent"
    return "green" if lines else NO_JUDGEMENT


_LARGEST: Final = {"percentunit": 1.0, "percent": 100.0}
_AWAY_FROM_ZERO: Final = frozenset({*_LARGEST, "celsius", "dateTimeAsIso", "bool_yes_no"})
"""Units of which the last digits matter: of an accuracy of 98 % nobody needs to see the way up from 0, of an error share all do."""


def _ends(values: Sequence[float], *, from_zero: bool) -> dict[str, float]:
    # Grafana fits the axis to the data alone: a line that is out of sight warns nobody, and a queue of 101 after 100 looks like a cliff.
    seen = (0.0, *values) if from_zero else values
    return ({"axisSoftMin": min(seen)} if seen else {}) | ({"axisSoftMax": max(values)} if values else {})


def _ends_of_gauge(values: Sequence[float], unit: str, *, has_states: bool) -> dict[str, float]:
    """Return where a gauge begins, and that it ends where the unit ends, or else a quarter beyond the last line."""
    end = 1.0 if has_states else _LARGEST.get(unit, 1.25 * max((0.0, *values)))
    return {"min": min((0.0, *values))} | ({"max": end} if end else {})
