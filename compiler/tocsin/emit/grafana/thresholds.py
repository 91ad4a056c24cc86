"""What values mean, in Grafana's colours: threshold steps, one colour from each value on, and words for single values."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from msgspec.structs import replace

if TYPE_CHECKING:
    from collections.abc import Collection

    from tocsin import ir

NO_JUDGEMENT: Final = "text"
"""The colour of a number that no threshold calls good or bad."""

_GOOD: Final = "green"
_LITTLE: Final = 1e-9
_COLOURS: Final = {"info": "blue", "warning": "orange", "critical": "red"}
_RANKS: Final = {colour: rank for rank, colour in enumerate((_GOOD, *_COLOURS.values()))}
_ABOVE: Final = frozenset({">", ">="})
BELOW: Final = frozenset({"<", "<="})


def colour_of(severity: str | None) -> str:
    """Return the colour of a severity, green for none; one that we do not know looks like the worst, because it may be."""
    return _GOOD if severity is None else _COLOURS.get(severity, "red")


def drawable(lines: tuple[ir.Line, ...]) -> tuple[ir.Line, ...]:
    """Return the lines without those of `==` and `!=`, which steps cannot say: one would colour more than it means."""
    return tuple([line for line in lines if line.op in _ABOVE or line.op in BELOW])


def above_nothing(lines: Collection[ir.Line]) -> tuple[ir.Line, ...]:
    """Return the lines, those above 0 a little higher: Grafana colours what a step begins at, and 0 is what most of these always are."""
    return tuple([replace(line, value=_LITTLE) if line.value == 0 and line.op in {">", "<="} else line for line in lines])


def words_of(states: Collection[ir.State]) -> dict[str, Any]:
    """Return the value mapping that shows numbers as words, green where no severity judges them."""
    return {
        "type": "value",
        "options": {
            str(state.value): {
                "text": state.text,
                "color": colour_of(state.severity),
                "index": index,
            }
            for index, state in enumerate(states)
        },
    }


def steps(lines: Collection[ir.Line], *, otherwise: str) -> list[dict[str, Any]]:
    """Return the steps that colour every value like the worst of the drawable lines that it crosses, or `otherwise`.

    The first step has no value: Grafana reads null as minus infinity.
    """
    edges = sorted({line.value for line in lines})
    found: list[dict[str, Any]] = []
    for low, high in zip((None, *edges), (*edges, None), strict=True):
        colours = [colour_of(line.severity) for line in lines if _holds(line, low, high)]
        colour = max(colours, key=_RANKS.__getitem__, default=otherwise)
        if not found or found[-1]["color"] != colour:
            found.append({"color": colour, "value": None if low is None else plain_number(low)})
    return found


def plain_number(value: float) -> float:
    """Return 85.0 as 85, which is how Grafana writes it."""
    return int(value) if value.is_integer() and abs(value) < 1e15 else value  # noqa: PLR2004 - beyond, a float's digits are not all its own


def _holds(line: ir.Line, low: float | None, high: float | None) -> bool:
    """Return whether all values from `low` up to, not including, `high` cross the line; None stands for infinity."""
    if line.op in _ABOVE:
        return low is not None and low >= line.value
    return high is not None and high <= line.value
