"""Finds the limit at which an alert would have fired no more often than is wanted."""

from __future__ import annotations

import math
from bisect import bisect_left
from collections.abc import Sequence
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal
from typing import Final

from msgspec import Struct

from tocsin.backtest.asked import Asked
from tocsin.backtest.firing import together
from tocsin.backtest.played import Evaluations, Period, evaluations, fired_at
from tocsin.backtest.server import Server

SIDES: Final = {">": 1, "<": -1}
"""In which direction a limit moves that lets an alert fire less often."""


class Levels(Struct, frozen=True, kw_only=True):
    """What an alert's limit is compared with, over a time."""

    alert: Asked
    at: Evaluations
    side: int
    series: tuple[Sequence[tuple[int, float]], ...]
    """Of each series times and values, these multiplied by `side`, so that more is worse."""

    def fired(self, limit: float) -> int:
        """Return how often the alert would have fired with another limit."""
        least = self.side * limit
        held = ([now for now, value in samples if value > least] for samples in self.series)
        return len(together(span for found in fired_at(held, self.alert, self.at) for span in found))

    def least(self, most: int, *, beyond: float) -> float:
        """Return the nearest value beyond a limit, at which the alert fires more often than that, with which it would not.

        Between them it may fire less often, and more often again: a long time that is cut in two counts twice.
        """
        values = sorted({value for samples in self.series for _, value in samples if value > self.side * beyond})
        # Beyond the last there is nothing: with it as its limit the alert never fires.
        return self.side * values[bisect_left(values, 1, hi=len(values) - 1, key=lambda value: self.fired(self.side * value) <= most)]


def levels(server: Server, alert: Asked, period: Period) -> Levels | None:
    """Return what an alert's limit is compared with; None where there is no such limit. Raise as `Server.range` does."""
    side = SIDES.get(alert.limit[0]) if alert.limit is not None else None
    if side is None:
        return None
    at = evaluations(alert, period)
    found = server.range(alert.free, start_ms=at.first, end_ms=at.end, every_ms=alert.every_ms)
    series = tuple([(now, side * value) for now, value in samples if not math.isnan(value)] for samples in found.values())
    return Levels(alert=alert, at=at, side=side, series=series)


def rounded(limit: Decimal, *, present: Decimal) -> Decimal:
    """Return the number nearest to `limit`, not on this side of it, that somebody would write who has written `present`.

    Of the steps of 1, 2 or 5 in a decimal place it is a multiple of the largest that leads not much farther than need be: by a quarter of
    the way, or a tenth of the last place that is written, but never by more than a quarter of itself.

    >>> [str(rounded(Decimal(limit), present=Decimal(now))) for limit, now in (("412.3", "200"), ("98.73", "99.5"), ("200.0001", "200"))]
    ['450', '98.6', '200.1']
    """
    way = limit - present
    farther = min(max(abs(way) / 4, Decimal(1).scaleb(int(present.as_tuple().exponent) - 1)), abs(limit) / 4)
    rounding = ROUND_CEILING if way > 0 else ROUND_FLOOR
    for exponent in range(limit.adjusted() + 1, farther.adjusted() - 2, -1):
        for digit in (5, 2, 1):
            step = Decimal(digit).scaleb(exponent)
            found = (limit / step).to_integral_value(rounding) * step
            if abs(found - limit) <= farther:
                return Decimal(format(found.normalize(), "f"))
    return limit
