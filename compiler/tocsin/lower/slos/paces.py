"""How many events there must be for an alert of an objective to fire: too few, just enough, and plenty."""

from __future__ import annotations

import math
from collections.abc import Iterable
from typing import Final, NamedTuple

from tocsin.lower.slos.windows import Pair

SURE: Final = 0.004
"""How near a value may come to a limit before nobody can say what the alert does."""
_NEAR_LEAST: Final = 0.06
"""How near a number of events comes to the least: nearer than the tenth by which a limit may be wrong."""
_MUCH: Final = 10.0
PAIRS: Final = 100
"""Replicas of a gauge, in pairs, that are too many."""
_FEWEST: Final = 4
"""Evaluations that a long window of few events holds at least."""


class Watched(NamedTuple):
    """A pair of windows with its limit and the events that its long window must have seen."""

    pair: Pair
    limit: float
    least: float | None


class Few(NamedTuple):
    """How often a long window is evaluated, the pace at which it sees too few events, and that of the last step at which it sees enough."""

    evaluations: int
    pace: float
    more: float


def few(window_ms: int, least: float, each: float, *, base_ms: int, step_ms: int, whole: bool) -> Few | None:
    """Return just too few events for a window, and enough; None when there are no fewer.

    An evaluation sees `each` of them at a pace of 1, and a `whole` number of these where they are samples.
    """
    evaluations = [number for number in range(_FEWEST, window_ms // step_ms + 1) if window_ms % (number * step_ms) == 0]
    if not whole:
        missing = _NEAR_LEAST * least / each
        pace = (least / each - missing) / evaluations[0]
        # What the window sees more at the last evaluation makes up for what was missing, twice.
        return Few(evaluations[0], pace, pace + 2 * missing)
    most = least * (1 - 2 * SURE) / each
    usable = [number for number in evaluations if number * base_ms <= window_ms]
    # Many replicas take long to read; one that is there longer does not.
    number = max([number for number in usable if most // number <= PAIRS] or usable, key=lambda number: number * (most // number))
    pace = most // number
    return Few(number, pace, pace + math.ceil(least * (1 + 2 * SURE) / each - number * pace)) if pace else None


def plenty(watched: Iterable[Watched], each: float, *, every_ms: int, whole: bool) -> float:
    """Return the pace at which each evaluation sees enough events for every alert, of samples no more than that."""
    least = [(each.pair.long_ms, each.least or 0.0) for each in watched]
    if not whole:
        return max(1.0, _MUCH * max((least for _, least in least), default=0.0) / each)
    fewest = max((least / max(long_ms // every_ms, 1) for long_ms, least in least), default=0.0)
    return max(1.0, math.ceil(fewest * (1 + _NEAR_LEAST) / each))
