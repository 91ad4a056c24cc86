"""What of a drive follows from the least traffic that it needs for there to be a value."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from tocsin.drives.drive import ENOUGH, LITTLE, SOME
from tocsin.drives.world import Span

_TRAFFIC: Final = 10.0
_MUCH: Final = 10.0
"""How many times the least traffic there usually is."""


class Floored:
    """A drive whose value is there only while there is more traffic than `floor`, in events a second; 0: while there is any."""

    __slots__ = ()
    floor: float

    @property
    def traffic(self) -> float:
        """Return how much traffic there usually is."""
        return max(_TRAFFIC, self.floor * _MUCH)

    def paced(self, spans: Sequence[Span]) -> list[float]:
        """Return how much traffic there is in each of the spans."""
        return [0.0 if span.level is None else self.traffic * span.pace for span in spans]

    @property
    def little(self) -> float | None:
        """The pace at which there is less than the least traffic."""
        return self.floor * LITTLE / self.traffic if self.floor else None

    @property
    def enough(self) -> float | None:
        """The pace at which there is more."""
        return (self.floor * ENOUGH or SOME) / self.traffic
