"""The drive of a comparison of a challenger with a champion: one metric of two versions."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from typing import Literal

from msgspec.structs import replace

from tocsin.drives.alone import Alone, Totals
from tocsin.drives.drive import ENOUGH, LITTLE, Drive
from tocsin.drives.gaps import paused
from tocsin.drives.observations import Observed
from tocsin.drives.shares import OfTotals, Share
from tocsin.drives.values import Counter
from tocsin.drives.world import Span, Track

_MUCH = 8.0
"""How many times the least number of samples there usually is."""
_USUAL = 20_000.0
_MOST_Z = 30.0
_CHAMPION = 8.0
_HALVINGS = 80
_MIDDLE = 0.5


class Rivals(Drive, frozen=True, kw_only=True):
    """A challenger's value divided by a champion's, minus it, or as many standard errors from it.

    All that is counted is counted at once, right after the world began: windows of days hold it as long as the story takes.
    """

    challenger: Drive
    champion: Drive
    way: Literal["ratio", "difference", "z"]
    window_ms: int
    at_least: float | None
    """The least number of samples of each; None: nobody counts them."""
    more: tuple[float, float] = (1.0, 2.0)
    """How many times as many samples as the other each of them has."""
    given: tuple[float, float] | None = None
    """What challenger and champion say at whatever level; None: what brings about the level."""
    ends: bool = False
    """Whether what counts is gone while nothing happens."""

    @property
    def labelled(self) -> Drive:
        """The challenger."""
        return self.challenger

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
        """The pace at which there are fewer samples than the least, of one of them."""
        return None if self.at_least is None else self.at_least * LITTLE / self._samples

    @property
    def enough(self) -> float | None:
        """The pace at which there are more."""
        return None if self.at_least is None else self.at_least * ENOUGH / self._samples

    @property
    def variants(self) -> tuple[Drive, ...]:
        """Where the champion has fewer samples."""
        return (replace(self, more=self.more[::-1]),) if self.at_least is not None and self.more[0] < self.more[1] else ()

    def recorded(self, part: str, level: float, pace: float) -> float | None:
        """Return the value of one of them or of both together, or the number of its samples."""
        ours, theirs = self._both(level, pace)
        match part.split("_")[:2]:
            case ["challenger", "value"]:
                return ours
            case ["champion", "value"]:
                return theirs
            case ["pooled", "value"]:
                return self._pooled(ours, theirs)
            case [("challenger" | "champion") as role, "samples"]:
                return self._samples * pace * self.more[role == "champion"]
            case _:
                return None if part or math.isinf(level) else level

    @property
    def alone(self) -> tuple[tuple[float, Drive], ...]:
        """One of them is made of one counter alone, the other as ever."""
        if not isinstance(self.challenger, Share) or not isinstance(self.champion, Share):
            return ()
        found: list[tuple[float, Drive]] = []
        for value, one in self.challenger.alone:
            given = (value, self._held)
            found.append((self._level(*given), replace(self, challenger=replace(one, ends=0), given=given, ends=True)))
        for value, one in self.champion.alone:
            given = (_MIDDLE, value)
            found.append((self._level(*given), replace(self, champion=replace(one, ends=0), given=given, ends=True)))
        return tuple(found)

    def ended(self, samples: int) -> Rivals:
        """Return it with all counters for so many samples, after which only those go on that are alone."""
        challenger, champion = (replace(one, ends=samples) if isinstance(one, Alone) else one for one in (self.challenger, self.champion))
        return replace(self, challenger=challenger, champion=champion)

    def lacks(self, part: str) -> bool:
        """Tell whether there is no value of a share while nothing is counted."""
        return isinstance(self.challenger, Share) and isinstance(self.champion, Share) and part.split("_")[1:2] == ["value"]

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
        """Yield the series of both; where one of them is made of one counter alone, those of other values are as ever."""
        if turn > 1 and self.given is not None:
            yield from self._usual().tracks(spans, step_ms, turn=turn)
            return
        both = [(None, None) if span.level is None else self._both(span.level, span.pace) for span in spans]
        levels, held = [ours for ours, _ in both], [theirs for _, theirs in both]
        for drive, values, times in zip((self.challenger, self.champion), (levels, held), self.more, strict=True):
            tracks = drive.tracks(self._counted(drive, spans, values, times, step_ms), step_ms, turn=turn)
            yield from paused(tracks, spans) if self.ends else tracks

    def _usual(self) -> Rivals:
        challenger, champion = (one.share if isinstance(one, Alone) else one for one in (self.challenger, self.champion))
        return replace(self, challenger=challenger, champion=champion, given=None, ends=False)

    def _counted(self, drive: Drive, spans: Sequence[Span], values: Sequence[float | None], times: float, step_ms: int) -> list[Span]:
        """Return the spans of one version: of what is counted all in one sample, after one in which nothing was."""
        found: list[Span] = []
        for index, (span, value) in enumerate(zip(spans, values, strict=True)):
            begins = not index or (self.ends and value is not None and spans[index - 1].level is None)
            before = 1 if begins else 0
            match drive:
                case Counter():
                    count = None if value is None else value * self.window_ms / step_ms * span.pace
                    found += [Span(before, None), Span(1, count), Span(span.steps - 1 - before, None)]
                case Totals() | Observed():
                    pace = self._samples * times * span.pace * 1000 / step_ms / drive.traffic
                    found += [Span(before, None), Span(1, value, pace), Span(span.steps - 1 - before, None)]
                case _:
                    found.append(span._replace(level=value))
        return [span for span in found if span.steps]

    def _both(self, level: float, pace: float) -> tuple[float, float]:
        """Return what challenger and champion say at a level."""
        return self.given or (self._challenged(level, self._samples * pace), self._held)

    def _challenged(self, level: float, samples: float) -> float:
        """Return the challenger's value at `level`, of so many samples, or times as many."""
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

    def _level(self, ours: float, theirs: float) -> float:
        """Return what two values come to."""
        match self.way:
            case "ratio":
                return ours / theirs if theirs else math.inf
            case "difference":
                return ours - theirs
            case "z":
                return self._apart(ours, theirs, self._samples)

    def _z(self, share: float, samples: float) -> float:
        """Return by how many standard errors a share differs from the champion's."""
        return self._apart(share, self._held, samples)

    def _apart(self, share: float, other: float, samples: float) -> float:
        """Return by how many standard errors two shares differ: https://www.itl.nist.gov/div898/handbook/prc/section3/prc33.htm."""
        ours, theirs = (samples * times for times in self.more)
        pooled = self._pooled(share, other)
        return (share - other) / math.sqrt(pooled * (1 - pooled) * (1 / ours + 1 / theirs))

    def _pooled(self, share: float, other: float) -> float:
        """Return the share in both samples together."""
        ours, theirs = self.more
        return (share * ours + other * theirs) / (ours + theirs)
