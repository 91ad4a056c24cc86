"""The drive of one value minus another."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from tocsin.drives.drive import Drive
from tocsin.drives.world import Span, Track


class Difference(Drive, frozen=True, kw_only=True):
    """A value minus another, which is held."""

    left: Drive
    right: Drive
    held: float = 5.0
    falling: bool = False
    """Whether the left side is held instead, because something else reads it too."""

    @property
    def labelled(self) -> Drive:
        """The left side."""
        return self.left

    @property
    def settle_ms(self) -> int:
        """That of its sides."""
        return max(self.left.settle_ms, self.right.settle_ms)

    @property
    def fills_ms(self) -> int:
        """That of its sides."""
        return max(self.left.fills_ms, self.right.fills_ms)

    @property
    def domain(self) -> tuple[float, float]:
        """As far as the side goes that is not held."""
        if self.falling:
            low, high = self.right.domain
            return self.held - high, self.held - low
        low, high = self.left.domain
        return low - self.held, high - self.held

    def tracks(self, spans: Sequence[Span], step_ms: int, *, turn: int = 1) -> Iterator[Track]:
        """Yield both sides."""
        if self.falling:
            yield from self.left.tracks([span._replace(level=self.held) for span in spans], step_ms, turn=turn)
            yield from self.right.tracks([span._replace(level=self.held - (span.level or 0.0)) for span in spans], step_ms, turn=turn)
            return
        yield from self.left.tracks([span._replace(level=(span.level or 0.0) + self.held) for span in spans], step_ms, turn=turn)
        yield from self.right.tracks([span._replace(level=self.held) for span in spans], step_ms, turn=turn)
