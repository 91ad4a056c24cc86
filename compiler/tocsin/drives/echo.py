"""The drive of a guard that reads the same series as the value, over another window: it follows the value sooner or later."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from tocsin.drives.drive import Drive
from tocsin.drives.world import Span, Track


class Echo(Drive, frozen=True, kw_only=True):
    """What another window sees of the value, or of its traffic, which alone tells the series."""

    window_ms: int
    of_traffic: bool = False

    @property
    def settle_ms(self) -> int:
        """The window."""
        return self.window_ms

    @property
    def grain_ms(self) -> int:
        """The value says how close samples lie."""
        return 0

    def reads(self, track: Track) -> bool:  # noqa: ARG002  # as Drive
        """Nothing but what the value tells."""
        return False

    def tracks(self, spans: Sequence[Span], step_ms: int, *, turn: int = 1) -> Iterator[Track]:  # noqa: ARG002  # as Drive
        """Yield nothing."""
        yield from ()
