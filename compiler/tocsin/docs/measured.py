"""The part of the reference of the language about units: which there are, and how numbers are written for each."""

from __future__ import annotations

from typing import Final

from tocsin.units import MOMENTS, SYMBOLS, UNITS, Dimension, Unit, example_of

_HEAD = """## Units

A metric has a `unit:`, or that which its series is called after. A limit is written in any unit of the same kind and is converted exactly:
what cannot be (`100MiB` against seconds) is an error. A counter is compared by its rate, so that its limit says per when: `5/s`, `300/m`,
`0.5GiB/h`, `40USD/h`.

| `unit:` | a limit is | also written with |
| --- | --- | --- |"""


_OF_A_LABEL: Final = "by_"
"""Begins what the catalogue calls the unit of series whose labels tell it: nobody would write that."""


def units() -> str:
    """Return the part: the units of each kind in a row."""
    kinds: dict[tuple[Dimension, bool], list[Unit]] = {}
    for unit in (unit for unit in UNITS.values() if not unit.name.startswith(_OF_A_LABEL)):
        kinds.setdefault((unit.dimension, unit.name in MOMENTS), []).append(unit)
    return "\n".join([_HEAD, *(_row(those, moments=moments) for (_, moments), those in kinds.items())]) + "\n"


def _row(those: list[Unit], *, moments: bool) -> str:
    first = those[0]
    limit = "how long ago (`stale:`, `age:`): `8d`" if moments else example_of(first).replace(", for example", ":")
    symbols = [symbol for symbol, (dimension, _) in SYMBOLS.items() if dimension == first.dimension]
    names = ", ".join(f"`{unit.name}`" for unit in those)
    return f"| {names} | {limit} | {', '.join(f'`{symbol}`' for symbol in symbols)} |"
