"""The drive of a challenger against a champion: one metric of two versions."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from tocsin.drives.drive import ENOUGH, LITTLE, Drive
from tocsin.drives.observations import Observed
from tocsin.drives.shares import OfTotals
from tocsin.drives.values import Counter
from tocsin.drives.world import Span, Track

_MUCH = 8.0
"""How many times the least number of samples there usually is."""
_USUAL = 20_000.0
_MOST_Z = 30.0
_CHAMPION = 8.0
_HALVINGS = 80


@dataclass(frozen=True, slots=True, kw_only=True)
class Rivals(Drive):
    """A challenger's value divided by a champion's, minus it, or as many standard errors from it.

    All that is counted is counted at once, right after the world began: windows of days hold it as long as the story takes.
    """

    challenger: Drive
    champion: Drive
    way: Literal["ratio", "difference", "z"]
    window_ms: int
    at_least: float | None
    """The least number of samples of each; None: nobody counts them."""

    @property
    def by(self) -> tuple[str, ...]:
        """Labels that tell its values apart."""
        return self.challenger.by

    def labels(self, turn: int = 1) -> dict[str, str]:
        """Return the labels of `by` of its value number `turn`."""
        return self.challenger.labels(turn)

    @property
    def settle_ms(self) -> int:
        """The window."""
        return self.window_ms

    @property
    def begins(self) -> int | None:
        """At its second step all is counted."""
        return 1

    @property
    def lasts_ms(self) -> float:
        """What is counted is counted once."""
        return 0

    @property
    def idles(self) -> bool:
        """Nothing may be counted."""
        return True

    @property
    def domain(self) -> tuple[float, float]:
        """As far as the challenger goes."""
        low, high = self.challenger.domain
        match self.way:
            case "ratio":
                return max(low, 0.0) / self._held, high / self._held
            case "difference":
                return low - self._held, high - self._held
            case "z":
                return -_MOST_Z, _MOST_Z

    @property
    def little(self) -> float | None:
        """The pace at which there are fewer samples than the least, of the challenger."""
        return None if self.at_least is None else self.at_least * LITTLE / self._samples

    @property
    def enough(self) -> float | None:
        """The pace at which there are more."""
        return None if self.at_least is None else self.at_least * ENOUGH / self._samples

    @property
    def remembers(self) -> bool:
        """What was counted counts while it is in the window."""
        return True

    @property
    def counts_once(self) -> bool:
        """A gauge is not counted."""
        return isinstance(self.challenger, Counter | OfTotals | Observed)

    @property
    def _held(self) -> float:
        """The champion's value."""
        low, high = self.champion.domain
        return min((max(low, 0.0) + high) / 4, _CHAMPION)

    @property
    def _samples(self) -> float:
        return _USUAL if self.at_least is None else self.at_least * _MUCH

    def tracks(self, spans: Sequence[Span], step_ms: int, *, turn: int = 1) -> Iterator[Track]:
        """Yield the series of both."""
        levels = [None if span.level is None else self._challenged(span.level, self._samples * span.pace) for span in spans]
        held = [None if span.level is None else self._held for span in spans]
        for drive, values, times in ((self.challenger, levels, 1.0), (self.champion, held, 2.0)):
            yield from drive.tracks(self._counted(drive, spans, values, times, step_ms), step_ms, turn=turn)

    def _counted(self, drive: Drive, spans: Sequence[Span], values: Sequence[float | None], times: float, step_ms: int) -> list[Span]:
        """Return the spans of one version: of what is counted all in one sample, after one in which nothing was."""
        found: list[Span] = []
        for index, (span, value) in enumerate(zip(spans, values, strict=True)):
            before = 0 if index else 1
            match drive:
                case Counter():
                    count = None if value is None else value * self.window_ms / step_ms * span.pace
                    found += [Span(before, None), Span(1, count), Span(span.steps - 1 - before, None)]
                case OfTotals() | Observed():
                    pace = self._samples * times * span.pace * 1000 / step_ms / drive.traffic
                    found += [Span(before, None), Span(1, value, pace), Span(span.steps - 1 - before, None)]
                case _:
                    found.append(span._replace(level=value))
        return [span for span in found if span.steps]

    def _challenged(self, level: float, samples: float) -> float:
        """Return the challenger's value at `level`, of so many samples; the champion has twice as many."""
        match self.way:
            case "ratio":
                return self._held * level
            case "difference":
                return self._held + level
            case "z":
                low, high = 0.0, 1.0
                for _ in range(_HALVINGS):
                    middle = (low + high) / 2
                    low, high = (middle, high) if self._z(middle, samples) < level else (low, middle)
                return low

    def _z(self, share: float, samples: float) -> float:
        """Return by how many standard errors two shares differ: https://www.itl.nist.gov/div898/handbook/prc/section3/prc33.htm."""
        pooled = (share + 2 * self._held) / 3
        return (share - self._held) / math.sqrt(pooled * (1 - pooled) * (1 / samples + 1 / (2 * samples)))
