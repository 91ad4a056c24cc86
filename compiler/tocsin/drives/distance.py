"""The drive of how far a histogram's distribution is from what it was."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence

from tocsin.drives.gaps import paused
from tocsin.drives.observations import Observed
from tocsin.drives.world import Span, Track


class Distance(Observed, frozen=True, kw_only=True):
    """The Kolmogorov-Smirnov distance of a window from the one before it, which saw nothing but the least of what there is."""

    judged_ms: int
    before_ms: int

    @property
    def domain(self) -> tuple[float, float]:
        """0 is the same distribution, 1 another altogether."""
        return 0.0, 1.0

    @property
    def begins(self) -> int | None:
        """A distribution is known from its first observations on."""
        return 1

    @property
    def enough(self) -> float | None:
        """What the first rates of a window lack cannot be told."""
        return None

    @property
    def flows(self) -> bool:
        """Nor can it of what was before."""
        return False

    @property
    def remembers(self) -> bool:
        """There is another window besides."""
        return False

    @property
    def recorded_ms(self) -> int:
        """The shorter of the windows."""
        return min(self.judged_ms, self.before_ms)

    @property
    def lasts_ms(self) -> float:
        """Whatever is told becomes a part of the window."""
        return 0

    def recorded(self, part: str, level: float, pace: float) -> float | None:  # noqa: ARG002  # as Drive
        """Return the distance; of none at all the sums of shares leave a hair."""
        return level if not part and level else None

    def past(self, step_ms: int, grain_ms: int) -> tuple[Span, ...]:  # noqa: ARG002  # shares need no full window
        """Return what the earlier window saw, and a pause as long as the later one."""
        seen = math.ceil(self.window_ms / step_ms) + 1
        return Span(seen, 0.0), Span(math.ceil(self.judged_ms / step_ms), None)

    def tracks(self, spans: Sequence[Span], step_ms: int, *, turn: int = 1) -> Iterator[Track]:
        """Yield the buckets: the level is the share of what fell into the last of them, and not into the first."""
        first = self.edges[0]
        levels = [0.0 if span.level is None else span.level for span in spans]
        shapes = [((first, 1 - level), (math.inf, level)) for level in levels]
        known = [span._replace(level=level) for span, level in zip(spans, levels, strict=True)]
        yield from paused(self._buckets(known, shapes, step_ms, turn), spans)
