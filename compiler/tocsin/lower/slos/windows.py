"""Which windows watch an objective: pairs of a long and a short one, and how many times too fast a budget burns to alert.

The four pairs for 30 days are those of the SRE workbook, chapter 5, "Multiwindow, Multi-Burn-Rate Alerts":
https://sre.google/workbook/alerting-on-slos/#6-multiwindow-multi-burn-rate-alerts

For other periods the windows are scaled and the burn rates kept, so that a rate means the same everywhere: at 14.4 a budget of
30 days is gone in 50 hours, and at 1 every budget is gone when its period ends. Scaling the rates instead would have a budget of
7 days alert below 1, where the objective is met, and one of 90 days say nothing below 3. 28 days take the windows of 30.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Final, Literal

from msgspec import Struct

from tocsin.lower.context import milliseconds

Response = Literal["page", "ticket"]


class Pair(Struct, frozen=True):
    """An alert fires while the budget burns more than `factor` times too fast over both windows.

    The long one tells an incident from a moment, the short one ends the alert soon after the incident.
    """

    response: Response
    factor: Decimal
    long_ms: int
    short_ms: int


# response, times too fast, and for each period the long and the short window.
_TABLE: Final[tuple[tuple[Response, str, dict[str, tuple[str, str]]], ...]] = (
    ("page", "14.4", {"7d": ("15m", "2m"), "14d": ("30m", "3m"), "28d": ("1h", "5m"), "30d": ("1h", "5m"), "90d": ("3h", "15m")}),
    ("page", "6", {"7d": ("1h30m", "8m"), "14d": ("3h", "15m"), "28d": ("6h", "30m"), "30d": ("6h", "30m"), "90d": ("18h", "1h30m")}),
    ("ticket", "3", {"7d": ("6h", "30m"), "14d": ("12h", "1h"), "28d": ("1d", "2h"), "30d": ("1d", "2h"), "90d": ("3d", "6h")}),
    ("ticket", "1", {"7d": ("18h", "1h30m"), "14d": ("1d12h", "3h"), "28d": ("3d", "6h"), "30d": ("3d", "6h"), "90d": ("9d", "18h")}),
)


def pairs_of(period: str, *, budget: Decimal) -> tuple[Pair, ...]:
    """Return the pairs for a period, the fastest first; without those that a budget (a share) is too large for.

    More than all events cannot be bad: a budget of 10% burns at most 10 times too fast, and the alert for 14.4 could not fire.

    >>> [str(pair.factor) for pair in pairs_of("30d", budget=Decimal("0.1"))]
    ['6', '3', '1']
    """
    return tuple(
        Pair(response, Decimal(factor), milliseconds(windows[period][0]), milliseconds(windows[period][1]))
        for response, factor, windows in _TABLE
        if Decimal(factor) * budget < 1
    )


def shortest_of(period: str) -> int:
    """Return the milliseconds of the shortest window for a period.

    >>> shortest_of("30d")
    300000
    """
    return min(milliseconds(windows[period][1]) for _, _, windows in _TABLE)
