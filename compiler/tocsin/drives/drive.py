"""What brings a value of the world to a level, so that an alert on it can be proved: to fire, to wait, and to stay silent."""

from __future__ import annotations

import math
from abc import ABC, abstractmethod
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from tocsin.drives.world import Span, Track


@dataclass(frozen=True, slots=True, kw_only=True)
class Drive(ABC):
    """A value that a proof brings to levels. Whatever it is made of, the tracks of its series say it from the author's side.

    They follow from what the metric means (a share of 6% is 6 errors in 100 requests), never from the expression that is proved.
    """

    @property
    @abstractmethod
    def by(self) -> tuple[str, ...]:
        """Labels that tell its values apart."""

    @abstractmethod
    def labels(self, turn: int = 1) -> dict[str, str]:
        """Return the labels of `by` of its value number `turn`."""

    @property
    def settle_ms(self) -> int:
        """How long after a change the value still holds something of what was before."""
        return 0

    @property
    def history_ms(self) -> int:
        """How long the world must have been steady before a level means what it says."""
        return 0

    @property
    def domain(self) -> tuple[float, float]:
        """The least and the greatest level that there can be."""
        return -math.inf, math.inf

    @property
    def states(self) -> tuple[float, ...]:
        """All levels that there are; none: all in the domain."""
        return ()

    @property
    def idle(self) -> float | None:
        """The value while nothing happens; None: there is none then."""
        return None

    @property
    def idles(self) -> bool:
        """Whether the world can be idle: a state is always something."""
        return False

    @property
    def little(self) -> float | None:
        """The pace at which there is too little traffic for a value to mean anything; None: any will do."""
        return None

    def delay_ms(self, before: float, limit: float) -> int:  # noqa: ARG002  # most values change at once
        """Return how long the value takes from `before` past `limit` when it goes to its worst."""
        return 0

    @abstractmethod
    def tracks(self, spans: Sequence[Span], step_ms: int, *, turn: int = 1) -> Iterator[Track]:
        """Yield the series by which the value number `turn` has the level of each span; all are there all the time.

        With the first come series of others, one for each matcher, which would change the value if they counted.
        """
