"""The proof of a threshold's alert: the drive of its value, its limits, and its guards."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec.structs import replace

from tocsin import promql
from tocsin.drives import Changing, Difference, Drive, Gauge, Share
from tocsin.ir import Held, Proof
from tocsin.lower.thresholds.limits import Limit
from tocsin.lower.thresholds.own_guards import divided
from tocsin.measures import Series
from tocsin.threshold import Reading


def proof_of(readings: Sequence[Reading], compared: Sequence[tuple[str, Limit]], guards: tuple[Held, ...] | None) -> Proof | None:
    """Return the proof of an alert that fires when any of `readings` compares with its limit, while its guards hold.

    None: of something that it reads nobody can say what it is made of.
    """
    drive = readings[0].drive
    if drive is None or guards is None:
        return None
    own = divided(drive, guards)
    drive = _alike(own.drive) if own.within or any(each.drive != drive for each in readings) else own.drive
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
    if isinstance(drive, Share):
        drive = drive.reaching([limit for _, limit in bounds])
    apart = list(own.held)
    for index, guard in enumerate(apart):
        if isinstance(drive, Difference) and isinstance(guard.drive, Difference) and _of(drive.left) == _of(guard.drive.left) is not None:
            drive, apart[index] = _falling(drive), replace(guard, drive=_falling(guard.drive))
    return Proof(drive=drive, bounds=tuple(bounds), held=(*held, *apart), within=own.within)


def _falling(difference: Difference) -> Difference:
    """Return the difference with its left side held, at what all of its replicas say."""
    return replace(difference, left=_alike(difference.left), falling=True)


def _alike(drive: Drive) -> Drive:
    """Return the drive with replicas that are alike, where what it tells is read of one of them."""
    match drive:
        case Gauge(aggregate="sum" | "avg"):
            return drive  # it is the one value of all of them
        case Gauge() | Changing():
            return replace(drive, alike=True)
        case Difference():
            return replace(drive, left=_alike(drive.left), right=_alike(drive.right))
        case _:
            return drive


def _of(drive: Drive) -> Series | None:
    return drive.series if isinstance(drive, Gauge) else None
