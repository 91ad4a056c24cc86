"""Tests of ladders whose limits are other metrics, one for each rung: all in one world, with each of these metrics at its own level."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec.structs import replace

from tocsin import ir
from tocsin.drives import Drive


def in_one_world(alerts: Sequence[ir.Alert]) -> list[ir.Alert]:
    """Return `alerts`, of one value, as they are proved where all that any of them is compared with is held at once.

    The first metric is held where it would be anyway, the others apart from it and from each other: one taken for another is told.
    """
    compared = list(dict.fromkeys(held for alert in alerts if alert.proof is not None for held in alert.proof.held if held.against is None))
    if len({alert.proof.held for alert in alerts if alert.proof is not None}) == 1:
        return list(alerts)
    drives = [alert.proof.drive for alert in alerts if alert.proof is not None]
    parts = dict(zip(compared, _parts([held.level for held in compared], drives[0]), strict=True))
    everything = tuple(replace(held, level=held.level * part) for held, part in parts.items())
    return [alert if alert.proof is None else replace(alert, proof=_beside(alert.proof, parts, everything)) for alert in alerts]


def _parts(levels: Sequence[float], drive: Drive) -> Sequence[float]:
    """Return by what each of `levels` is multiplied: 1, a half, a third; where the value cannot be so low, twice and three times.

    Where it cannot be so high either, they are in proportion between the least and the greatest that it can be.
    """
    low, high = drive.domain
    numbers = range(1, len(levels) + 1)
    for parts in ([1 / number for number in numbers], [float(number) for number in numbers]):
        apart = [level * part for level, part in zip(levels, parts, strict=True)][1:]
        if all(low <= each - abs(each) * drive.near and each + abs(each) * drive.near <= high for each in apart):
            return parts
    return [high * (low / high) ** (number / (len(levels) + 1)) / level for number, level in zip(numbers, levels, strict=True)]


def _beside(proof: ir.Proof, parts: dict[ir.Held, float], everything: tuple[ir.Held, ...]) -> ir.Proof:
    """Return a proof in a world that holds `everything`: what it is compared with is that part of what it was."""
    part = next((parts[held] for held in proof.held if held in parts), 1.0)
    guards = tuple(held for held in proof.held if held not in parts)
    return replace(proof, bounds=tuple((op, limit * part) for op, limit in proof.bounds), held=(*everything, *guards))
