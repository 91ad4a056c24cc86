"""Replicas that are not quite alike, so that it matters how they are put together."""

from __future__ import annotations

from typing import Final

from msgspec.structs import replace

from tocsin import ir
from tocsin.drives import Drive, Gauge
from tocsin.emit.proving.levels import Levels

_HAIR: Final = 0.004


def with_unlike_replicas(proof: ir.Proof, levels: Levels) -> Drive:
    """Return the drive, with replicas that are not quite alike where a value may be neither low nor high.

    One is nearer to what is calm; where it must be in a range to fire, it differs by less than a proof goes beyond a limit.
    """
    drive = proof.drive
    if not isinstance(drive, Gauge) or not drive.alike:
        return drive
    if proof.within:
        return replace(drive, hair=_HAIR)
    sides = {op[0] for alert in levels.alerts if alert.proof is not None for op, _ in alert.proof.bounds}
    return replace(drive, middle=levels.calm) if len(sides) > 1 else drive
