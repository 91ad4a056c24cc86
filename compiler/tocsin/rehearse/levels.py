"""The levels of a rehearsal: one at which all is well, and one at which an alert fires but none that would silence it."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from itertools import pairwise

from msgspec import Struct

from tocsin import ir

_FAR = 4.0
_ENOUGH = 1.0
"""How far from every limit, as a share of it, is far enough: beyond that no level is better than another."""


class Levels(Struct, frozen=True, kw_only=True):
    """Two values of what an alert compares."""

    calm: float
    bad: float


def levels(alert: ir.Alert, ladder: Sequence[ir.Alert]) -> Levels | None:
    """Return the levels for `alert`, which is one of `ladder`: the alerts of one name and one drive.

    At the bad level as few others of the ladder fire as can be, because they may inhibit this one. None: there are no two such levels.
    """
    if alert.proof is None:
        return None
    proofs = [each.proof for each in ladder if each.proof is not None]
    limits = sorted({limit for proof in proofs for _, limit in (*proof.bounds, *proof.within)})
    exact = {limit for proof in proofs for op, limit in proof.bounds if op == "=="}
    drive = alert.proof.drive
    tried = sorted({*(drive.states or _around(limits, *drive.domain)), *exact})
    tried = [round(level) for level in tried] if drive.whole else tried
    bad = [level for level in tried if alert.proof.fires(level)]
    calm = [level for level in tried if not any(proof.fires(level) for proof in proofs)]
    if not bad or not calm:
        return None
    worst = min(bad, key=lambda level: (sum(proof.fires(level) for proof in proofs), -_distance(level, limits), abs(level)))
    # What is counted is not negative, and neither is what people call calm.
    best = min(calm, key=lambda level: (level < 0 <= min(limits), -_distance(level, limits), abs(level)))
    return Levels(calm=best, bad=worst)


def _around(limits: Sequence[float], low: float, high: float) -> Iterator[float]:
    """Yield levels between the limits, and below and above all of them, within the domain."""
    least, most = limits[0], limits[-1]
    yield from ((below + above) / 2 for below, above in pairwise(limits))
    beneath = [least - abs(least) * _FAR - 1, least / _FAR if least > 0 else least * _FAR - 1]
    above = [most * _FAR if most > 0 else most + abs(most) * _FAR + 1]
    if math.isfinite(low):
        beneath.append((low + least) / 2)
    if math.isfinite(high):
        above.append((most + high) / 2)
    yield from (min(max(level, low), high) for level in (*beneath, *above))


def _distance(level: float, limits: Sequence[float]) -> float:
    return min(*(abs(level - limit) / (abs(limit) or 1.0) for limit in limits), _ENOUGH)
