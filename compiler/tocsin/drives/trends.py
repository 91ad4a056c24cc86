"""Drives of trends: a prediction of a value, and a level that keeps growing."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence

from msgspec.structs import replace

from tocsin.drives.drive import NEAR, Drive
from tocsin.drives.gaps import ends_of, joined, paused, rising, stretched
from tocsin.drives.values import Gauge
from tocsin.drives.world import Span, Track

_MOVES = 0.5
"""How much of the way to its limit a value moves while it is near it."""
_STEEP = 100.0
"""How many times faster it goes when it goes the other way, or how many times the forecast it comes from."""
_TO_COME = 0.5
"""How much of a forecast is still to come, at most."""
_SEEN = 1000.0
"""Samples of a history, times those of a window, among which a new one that is far beyond a limit is seen at once."""
_BESIDE = 0.014
"""How near the growth is to the least that counts."""


class _Moving(Drive, frozen=True, kw_only=True):
    """A value that moves on a straight line while it has a level, which it reaches at the end."""

    now: Drive
    history_ms: int
    """What the line is laid through."""

    @property
    def labelled(self) -> Drive:
        """The value."""
        return self.now

    @property
    def settle_ms(self) -> int:
        """The history."""
        return self.history_ms + self.now.settle_ms

    @property
    def grain_ms(self) -> int:
        """That of the value, and no more than the history needs."""
        return self.now.grain_ms or self.history_ms // 4

    @property
    def recorded_ms(self) -> int:
        """The history, when it is of what is recorded."""
        return self.history_ms

    @property
    def begins(self) -> int | None:
        """A line is a line from its second sample on, but not where the value is one of a window."""
        return None if self.now.settle_ms else 1

    @property
    def idles(self) -> bool:
        """What is missing goes nowhere."""
        return True

    @property
    def void(self) -> Drive | None:
        """Where there is no value it goes nowhere."""
        return None if self.now.void is None else replace(self, now=self.now.void)

    @property
    def turns(self) -> bool:
        """Where a value goes is a trend."""
        return True

    def _lag(self, step_ms: int) -> float | None:
        """Return how many samples the value is behind the line that is told; None: a mean of what moves is no line."""
        if isinstance(self.now, Gauge):
            return max(math.ceil(self.now.window_ms / step_ms) - 1, 0) / 2
        return None if self.now.settle_ms else 0.0

    def _tracks(self, spans: Sequence[Span], ends: Sequence[float], slopes: Sequence[float], step_ms: int, turn: int) -> Iterator[Track]:
        # Of a trend the pace says which way it goes, and nothing of traffic.
        told = [span._replace(pace=max(span.pace, 1.0)) for span in spans]
        if self._lag(step_ms) is None:
            tracks = joined(self.now.tracks(rising(told, ends, slopes), step_ms, turn=turn))
        else:
            # All that gauges are made of moves as they do, on straight lines: their ends say all.
            tracks = stretched(self.now.tracks(ends_of(told, ends, slopes), step_ms, turn=turn), told)
        yield from paused(tracks, spans)


class Predicted(_Moving, frozen=True, kw_only=True):
    """What a value will be, if it goes on as it went."""

    ahead_ms: int
    falls: bool = False
    """Whether it is feared to fall."""

    @property
    def slides(self) -> bool:
        """Whether it is told on its way: a mean of what moves is no line, and is told where it stands."""
        return isinstance(self.now, Gauge) or not self.now.settle_ms

    @property
    def domain(self) -> tuple[float, float]:
        """A line knows no end; what is now is where the value can be."""
        low, high = self.now.domain
        return (-math.inf if self.falls and self.slides else low), (math.inf if self.slides and not self.falls else high)

    def delay_ms(self, before: float, limit: float) -> int:
        """Return after how much of the history a line through what stood and what stands at the end of the domain is beyond the limit."""
        if self.slides:
            return 0
        part = (limit - before) / (self.domain[not self.falls] - before)
        # Where a part x of the history is new, a line at its end has gone x + 3 x (1 - x) of the way, and 6 x (1 - x) in the time of it.
        return math.ceil(self.history_ms * min(part / (1 + (3 + 6 * self.ahead_ms / self.history_ms) / 2), 1.0))

    def farther(self, step_ms: int) -> float:
        """Return more for a new sample that is one of many of the line, or of a window each of which is one of the line."""
        return max(1.0, (self.history_ms / step_ms) * max(self.now.settle_ms / step_ms, 1.0) / _SEEN)

    def tracks(self, spans: Sequence[Span], step_ms: int, *, turn: int = 1) -> Iterator[Track]:
        """Yield the series of a value on its way to each level."""
        lag = self._lag(step_ms)
        ends, slopes = [], []
        # While it is watched the forecast moves too, by half of its distance from the limit at most. What is still to come is less than
        # half of the level: a world that is short beside the forecast would else jump up in order to fall. It is the same part of every
        # level, so that what is now is higher for a higher one: on the way from one to the other the forecast goes that way, too.
        longest = max((span.steps for span in spans), default=1)
        part = min(self.near * _MOVES / max(longest, 1), _TO_COME * step_ms / self.ahead_ms)
        for span in spans:
            level = span.level or 0.0
            moves = (abs(level) or 1.0) * part
            if span.pace < 0:
                moves = -_STEEP * (abs(level) + 1) * step_ms / self.ahead_ms
            slope = 0.0 if lag is None else -moves if self.falls else moves
            slopes.append(slope)
            ends.append(level - slope * (self.ahead_ms / step_ms - (lag or 0.0)))
        yield from self._tracks(spans, ends, slopes, step_ms, turn)


class Growing(_Moving, frozen=True, kw_only=True):
    """A level of what keeps growing."""

    growth: float
    """The least growth in the history that is a leak."""
    margin: float = 0.0
    """By how much of its limit it grows while it is waited for."""

    @property
    def near(self) -> float:
        """Beyond its limit from the beginning of the wait."""
        return max(NEAR, self.margin)

    @property
    def domain(self) -> tuple[float, float]:
        """That of the value."""
        return self.now.domain

    @property
    def exact(self) -> bool:
        """What is seen in a window moves behind the line."""
        return isinstance(self.now, Gauge) or not self.now.settle_ms

    @property
    def little(self) -> float | None:
        """What grows by less is none."""
        return 0.0

    def tracks(self, spans: Sequence[Span], step_ms: int, *, turn: int = 1) -> Iterator[Track]:
        """Yield the series of a value that grows to each level; with no traffic too slowly, or not at all."""
        per_sample = self.growth * step_ms / self.history_ms
        slopes = []
        for span in spans:
            any_growth = abs(span.level or 0.0) * self.near * _MOVES / max(span.steps, 1)
            enough = per_sample * (1 + _BESIDE) if self.growth else any_growth
            slopes.append(-_STEEP * enough if span.pace < 0 else enough if span.pace else per_sample * (1 - _BESIDE))
        lag = self._lag(step_ms) or 0.0
        ends = [(span.level or 0.0) + slope * lag for span, slope in zip(spans, slopes, strict=True)]
        yield from self._tracks(spans, ends, slopes, step_ms, turn)
