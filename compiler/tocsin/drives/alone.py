"""The drive of a share while only one of the counters that it is made of exists: the others have not counted yet."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Iterator, Sequence

from tocsin.drives.drive import Drive
from tocsin.drives.gaps import paused
from tocsin.drives.labels import agrees
from tocsin.drives.world import Span, Track
from tocsin.measures import Series


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
    never: bool = False
    """Whether the others do not exist at any level."""

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
        """Yield the series of the share, the others of which end where it has the level; strangers to them go on."""
        apart = [span._replace(level=None if span.level == self.level else 1.0) for span in spans]
        for track in self.share.tracks(spans, step_ms, turn=turn):
            if track.stranger or self._is_only(track):
                yield track
            elif not self.never:
                yield from paused((track,), apart)

    def _is_only(self, track: Track) -> bool:
        return _is(track, self.only) and not any(_is(track, part) for part in self.of if part != self.only)


def _is(track: Track, series: Series) -> bool:
    return track.metric in {series.metric, f"{series.metric}_count"} and all(agrees(each, track.labels) for each in series.matchers)
