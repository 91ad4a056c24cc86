"""The drive of a share of which only one counter exists yet, because the others have not counted anything."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Iterator, Sequence

from tocsin.drives.drive import Drive
from tocsin.drives.gaps import paused
from tocsin.drives.labels import agrees
from tocsin.drives.world import Span, Track, starts
from tocsin.measures import Series

_HALF = 0.5


class Totals(Drive, frozen=True):
    """What is told of totals."""

    @property
    @abstractmethod
    def traffic(self) -> float:
        """How much there usually is of what is divided by, a second."""


class Alone(Totals, frozen=True, kw_only=True):
    """A share that is told as ever but at `level`, which it has when nobody counts anything else than `only`."""

    share: Totals
    of: tuple[Series, ...]
    """The parts of the share."""
    only: Series
    level: float
    ends: int | None = None
    """After how many samples the others end, which have half of all in these; 0: they never exist. None: where it has the level."""

    @property
    def labelled(self) -> Drive:
        """The share."""
        return self.share

    @property
    def settle_ms(self) -> int:
        """That of the share."""
        return self.share.settle_ms

    @property
    def traffic(self) -> float:
        """That of the share."""
        return self.share.traffic

    @property
    def domain(self) -> tuple[float, float]:
        """That of the share."""
        return self.share.domain

    def recorded(self, part: str, level: float, pace: float) -> float | None:
        """Return that of the share; whether a part that never counted is none, or nothing is known, is for the rule to say."""
        return None if level == self.level and self.only not in self.of else self.share.recorded(part, level, pace)

    def tracks(self, spans: Sequence[Span], step_ms: int, *, turn: int = 1) -> Iterator[Track]:
        """Yield the series of the share, the others of which end where it has the level; strangers to them go on.

        What is alone ends where the world is idle, unless the others have ended before it.
        """
        apart = [span._replace(level=None if span.level in {None, self.level} else 1.0) for span in spans]
        if self.ends is not None:
            apart = [Span(self.ends, 1.0), Span(sum(span.steps for span in spans) - self.ends, None)]
            told = zip(starts(spans), spans, strict=True)
            spans = [span if span.level is None or first >= self.ends else span._replace(level=_HALF) for first, span in told]
        for track in self.share.tracks(spans, step_ms, turn=turn):
            if track.stranger or self._is_only(track):
                yield from (track,) if track.stranger or self.ends is not None else paused((track,), spans)
            elif self.ends != 0:
                yield from paused((track,), apart)

    def _is_only(self, track: Track) -> bool:
        return _is(track, self.only) and not any(_is(track, part) for part in self.of if part != self.only)


def _is(track: Track, series: Series) -> bool:
    return track.metric in {series.metric, f"{series.metric}_count"} and all(agrees(each, track.labels) for each in series.matchers)
