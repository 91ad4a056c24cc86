"""All that was measured in one run of the benchmark, and what follows from it."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from bench.contenders import TOCSIN
from bench.everyday import Everyday
from bench.race import Result
from bench.timing import Run

PROMISED: Final = 1000
"""Most promises are about W(1000)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """The results of the races and of every day, of all N."""

    results: Sequence[Result]
    days: Sequence[Everyday]

    @property
    def counts(self) -> tuple[int, ...]:
        """Return every N, sorted."""
        return tuple(sorted({result.count for result in self.results}))

    @property
    def focus(self) -> int:
        """Return the N that ratios are told at: the one that is promised about, or the largest where that was not measured."""
        return PROMISED if PROMISED in self.counts else self.counts[-1]

    @property
    def names(self) -> tuple[str, ...]:
        """Return the contenders, tocsin first, the others by their time at the N that ratios are told at."""
        by_time = {result.contender.name: result.figures.seconds for result in self.results if result.count == self.focus}
        return tuple(sorted(by_time, key=lambda name: (name != TOCSIN, by_time[name])))

    def result(self, name: str, count: int) -> Result | None:
        """Return how a contender did at one N, if it took part."""
        return next((result for result in self.results if (result.contender.name, result.count) == (name, count)), None)

    def seconds(self, name: str, count: int) -> float | None:
        """Return the median time of a contender at one N, if it took part."""
        result = self.result(name, count)
        return None if result is None else result.figures.seconds

    def day(self, name: str, count: int) -> Run | None:
        """Return the figures of one of `bench.everyday` at one N, if it was done."""
        return next((each.figures for each in self.days if (each.name, each.count) == (name, count)), None)

    def growth(self, name: str, first: int, second: int) -> float | None:
        """Return the exponent of the time's growth from one N to another: 1 is linear, 2 is quadratic."""
        before, after = self.seconds(name, first), self.seconds(name, second)
        return None if before is None or after is None else math.log(after / before) / math.log(second / first)
