"""The levels at which alerts of one value are proved: just within each limit, just beyond it, and far from all of them."""

from __future__ import annotations

import math
from collections.abc import Sequence
from functools import cached_property

from msgspec import Struct

from tocsin import ir
from tocsin.drives import Drive
from tocsin.emit.proving.notation import rounded

_FAR = 1000.0
_SIDES = {">": True, "<=": True, "<": False, ">=": False}
"""Where the second level goes if the limit itself is the first one, by operator: True is above the limit, False below it."""


class Levels(Struct, frozen=True, kw_only=True, dict=True):
    """The levels of one value, all in its domain."""

    alerts: tuple[ir.Alert, ...]
    drive: Drive
    quiet: tuple[float, ...]
    """Levels at which no alert fires, the farthest from the limits first."""
    bad: tuple[float, ...]
    """Levels at which some alert fires, the nearest to `calm` first."""
    calm: float
    """A level at which no alert fires, as far from the limits as possible."""

    @cached_property
    def worst(self) -> float:
        """The level at which most of the alerts fire."""
        return max(self.bad, key=lambda level: len(self.firing(level)))

    def firing(self, level: float | None) -> tuple[ir.Alert, ...]:
        """Return the alerts that must fire when the value is `level`; None: when there is none."""
        return tuple(alert for alert in self.alerts if alert.proof is not None and alert.proof.fires(level))

    def near(self, bad: float) -> float:
        """Return the level nearest to `bad` at which nobody fires."""
        return min(self.quiet, key=lambda level: abs(level - bad))

    def opposite(self, one: float, other: float) -> bool:
        """Tell whether one level is below `calm` and the other above."""
        return (one < self.calm) != (other < self.calm)

    @cached_property
    def far(self) -> float:
        """A level far beyond the limits that `worst` is beyond; `worst` itself where there is none."""
        low, high = self.drive.domain
        up = self.worst > self.near(self.worst)
        edge = high if up else low
        # Of a ladder whose last limit is 0, the others say what is far.
        size = max(abs(level) for level in (self.worst, *self.bad))
        far = edge if math.isfinite(edge) else self.worst + math.copysign(_FAR * (size + 1), 1 if up else -1)
        return far if self.firing(far) == self.firing(self.worst) else self.worst


def levels_of(alerts: Sequence[ir.Alert], proof: ir.Proof) -> Levels | None:
    """Return the levels around every limit; None when no level lets an alert fire, or none keeps all of them silent."""
    drive = proof.drive
    low, high = drive.domain
    limits = sorted({bound for alert in alerts if alert.proof is not None for bound in (*alert.proof.bounds, *alert.proof.within)})
    found = set(drive.states) or {level for op, limit in limits for level in _around(op, limit, drive)}
    usable = sorted(level for level in found if low <= level <= high)

    def fires(level: float) -> list[ir.Alert]:
        return [alert for alert in alerts if alert.proof is not None and alert.proof.fires(level)]

    quiet = [level for level in usable if not fires(level)]
    if not quiet or {alert.severity for level in usable for alert in fires(level)} != {alert.severity for alert in alerts}:
        return None
    calm = _calm([level for level in _calmer(quiet, limits, drive) if not fires(level)], [limit for _, limit in limits])
    return Levels(
        alerts=tuple(alerts),
        drive=drive,
        quiet=tuple(sorted(quiet, key=lambda level: -min(abs(level - limit) for _, limit in limits))),
        bad=tuple(sorted((level for level in usable if fires(level)), key=lambda level: abs(level - calm))),
        calm=calm,
    )


def _around(op: str, limit: float, drive: Drive) -> set[float]:
    low, high = drive.domain
    if drive.whole:
        return {float(math.ceil(limit) - 1), float(math.floor(limit)), float(math.ceil(limit)), float(math.floor(limit) + 1)}
    near = abs(limit) * drive.near or drive.near
    if drive.sharp and op in _SIDES and rounded(limit) == limit:
        return {limit, limit + near if _SIDES[op] else limit - near}
    return {max(limit - near, low), min(limit + near, high), *([limit] if op == "==" else ())}


def _calmer(quiet: Sequence[float], limits: Sequence[tuple[str, float]], drive: Drive) -> list[float]:
    """Return candidates for `calm`: levels farther from the limits than those of `quiet`, or in the middle of them."""
    if drive.states:
        return list(quiet)
    low, high = drive.domain
    floor = max(low, 0.0) if min(limit for _, limit in limits) >= 0 else low
    wider = [each for level in quiet for each in (level / 2, level * 2, level - abs(level) - 1, level + abs(level) + 1)]
    found = [*quiet, (min(quiet) + max(quiet)) / 2, *(min(max(level, floor), high) for level in wider)]
    return [float(round(level)) for level in found] if drive.whole else found


def _calm(candidates: Sequence[float], limits: Sequence[float]) -> float:
    return max(candidates, key=lambda level: min(abs(level - limit) for limit in limits))
