"""Divides the guards of a threshold into those that read its own value, perhaps over another window, and those that read something else."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec import Struct
from msgspec.structs import replace

from tocsin.drives import Counter, Drive, Echo, Gauge, Quotient, Share
from tocsin.ir import Held


class Divided(Struct, frozen=True):
    """A value, and what its guards are about."""

    drive: Drive
    within: tuple[tuple[str, float], ...]
    """What must hold of the value itself."""
    held: tuple[Held, ...]
    """What a proof must hold besides."""


def divided(drive: Drive, guards: Sequence[Held]) -> Divided:
    """Return `drive` with its guards, divided into those about the value itself, about its own traffic, and about something else."""
    within: list[tuple[str, float]] = []
    held: list[Held] = []
    for guard in guards:
        bound = _of_itself(drive, guard)
        if bound is not None:
            within.append(bound)
            if guard.drive.settle_ms != drive.settle_ms:
                held.append(_echo(guard, bound))
            continue
        match drive, guard:
            case Share(to=(whole,)) | Quotient(per=whole), Held(drive=Counter() as traffic, bound=(">", least)) if (
                traffic.series == whole and (traffic.window_ms == drive.settle_ms or not drive.floor)
            ):
                if traffic.window_ms != drive.settle_ms:
                    held.append(_echo(guard, (">", least), of_traffic=True))
                drive = replace(drive, floor=max(drive.floor, least))
            case _:
                held.append(guard)
    return Divided(drive, tuple(within), tuple(held))


def _of_itself(drive: Drive, guard: Held) -> tuple[str, float] | None:
    """Return what a guard that reads the value itself, if by another replica or in another window, asks of it; None: it reads another."""
    match drive, guard:
        case Counter(), Held(drive=Counter() as other, bound=(">" | "<" as op, limit)) if other.series == drive.series:
            return op, limit * drive.per_ms / other.per_ms
        case Gauge(), Held(drive=Gauge() as other, bound=(op, limit)) if op != "==" or other.window_ms == drive.window_ms:
            if drive.aggregate != other.aggregate and {drive.aggregate, other.aggregate} & {"sum", "avg"}:
                return None
            alike = replace(other, aggregate=drive.aggregate, alike=drive.alike, two_valued=drive.two_valued, window_ms=drive.window_ms)
            return (op, limit) if alike == drive else None
        case _:
            return None


def _echo(guard: Held, bound: tuple[str, float], *, of_traffic: bool = False) -> Held:
    return Held(drive=Echo(window_ms=guard.drive.settle_ms, of_traffic=of_traffic), level=bound[1], bound=bound)
