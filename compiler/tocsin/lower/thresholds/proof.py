"""How an alert on a threshold can be proved: what brings its value to a level, and where it fires."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from tocsin import promql
from tocsin.drives import Gauge
from tocsin.ir import Held, Proof
from tocsin.lower.thresholds.limits import Limit
from tocsin.threshold import Reading


def proof_of(reading: Reading, compared: Sequence[tuple[str, Limit]], guards: tuple[Held, ...] | None) -> Proof | None:
    """Return the proof of an alert that fires when `reading` compares with any of the limits, while its guards hold.

    None: of something that it reads nobody can say what it is made of.
    """
    drive = reading.drive
    if drive is None or guards is None:
        return None
    if len(compared) > 1 and isinstance(drive, Gauge):
        drive = replace(drive, alike=True)
    bounds: list[tuple[str, float]] = []
    held: dict[Held, None] = {}
    for op, limit in compared:
        if isinstance(limit.expr, promql.Number):
            bounds.append((op, limit.expr.value))
        elif limit.held is not None:
            bounds.append((op, limit.held.level))
            held[limit.held] = None
        else:
            return None
    return Proof(drive=drive, bounds=tuple(bounds), held=(*held, *guards))
