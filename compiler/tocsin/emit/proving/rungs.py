"""Ladders whose limits are other metrics, one for each rung: proved in one world, in which each of them is held somewhere else."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec.structs import replace

from tocsin import ir


def in_one_world(alerts: Sequence[ir.Alert]) -> list[ir.Alert]:
    """Return `alerts`, of one value, as they are proved where all that any of them is compared with is held at once.

    The first metric is held where it would be anyway, the second at half of that, the third at a third: one taken for another is told.
    """
    compared = list(dict.fromkeys(held for alert in alerts if alert.proof is not None for held in alert.proof.held if held.against is None))
    if len({alert.proof.held for alert in alerts if alert.proof is not None}) == 1:
        return list(alerts)
    parts = {held: 1 / number for number, held in enumerate(compared, 1)}
    everything = tuple(replace(held, level=held.level * part) for held, part in parts.items())
    return [alert if alert.proof is None else replace(alert, proof=_beside(alert.proof, parts, everything)) for alert in alerts]


def _beside(proof: ir.Proof, parts: dict[ir.Held, float], everything: tuple[ir.Held, ...]) -> ir.Proof:
    """Return a proof in a world that holds `everything`: what it is compared with is that part of what it was."""
    part = next((parts[held] for held in proof.held if held in parts), 1.0)
    guards = tuple(held for held in proof.held if held not in parts)
    return replace(proof, bounds=tuple((op, limit * part) for op, limit in proof.bounds), held=(*everything, *guards))
