"""What brings a value of the world to a level, so that an alert on it can be proved: to fire, to wait, and to stay silent."""

from __future__ import annotations

import math
from abc import ABCMeta, abstractmethod
from collections.abc import Iterator, Sequence

from msgspec import Struct, StructMeta

from tocsin.drives.labels import satisfying, takes
from tocsin.drives.world import Span, Track
from tocsin.measures import Series

_SAMPLES = 5
"""Samples that a window must hold at least."""
LITTLE, ENOUGH = 0.97, 1.03
"""How near to the least traffic a proof comes."""
SOME = 0.05
"""Traffic a second that is little, but some."""
NEAR = 0.0137271827


class _Abstract(StructMeta, ABCMeta):
    """Structures with abstract methods."""


class Drive(Struct, metaclass=_Abstract, frozen=True, kw_only=True):
    """A value that a proof brings to levels. Whatever it is made of, the tracks of its series say it from the author's side.

    They follow from what the metric means (a share of 6% is 6 errors in 100 requests), never from the expression that is proved.
    """

    @property
    def labelled(self) -> Series | Drive | None:
        """What has the labels that tell its values apart; None: there is one value, without labels."""
        return None

    def reads(self, track: Track) -> bool:
        """Tell whether it reads the series of `track`."""
        return any(_reads(getattr(self, field), track) for field in self.__struct_fields__)

    @property
    def by(self) -> tuple[str, ...]:
        """Labels that tell its values apart."""
        return () if self.labelled is None else self.labelled.by

    def labels(self, turn: int = 1) -> dict[str, str]:
        """Return the labels of `by` of its value number `turn`."""
        match self.labelled:
            case None:
                return {}
            case Drive() as drive:
                return drive.labels(turn)
            case series:
                found = satisfying(series.matchers, self.by, turn=turn)
                return {label: found[label] for label in self.by if label in found}

    @property
    def settle_ms(self) -> int:
        """How long after a change the value still holds something of what was before."""
        return 0

    @property
    def grain_ms(self) -> int:
        """How far apart samples may lie at most; 0: any distance."""
        return self.settle_ms // _SAMPLES

    @property
    def fills_ms(self) -> int:
        """How long it grows from nothing, in a world that has just begun, because a window is not full yet."""
        return 0

    @property
    def calms_ms(self) -> int:
        """How long it is too much, in a world that has just begun, because the window of what it is divided by is not full yet."""
        return 0

    @property
    def recorded_ms(self) -> int:
        """A time that four steps must fit into, because it reads what rules have recorded, one sample a step; 0: it reads none."""
        return 0

    @property
    def sharp_ms(self) -> int:
        """The shortest step at which what is told of the past is not blurred by a window; 0: there is none."""
        return 0

    @property
    def begins(self) -> int | None:
        """How many steps after the beginning of the world it has its level; None: not before it has settled."""
        return None

    @property
    def lasts_ms(self) -> float:
        """How long levels can be told until they become the past that they are compared with."""
        return math.inf

    def past(self, step_ms: int, grain_ms: int) -> tuple[Span, ...]:  # noqa: ARG002  # most values have none
        """Return what there must have been before a level means what it says, in steps of `step_ms`; samples lie closer."""
        return ()

    @property
    def near(self) -> float:
        """How near to a limit, as a part of it, its levels are sure to be on the right side: no way to show one rounds in between."""
        return NEAR

    @property
    def sharp(self) -> bool:
        """Whether a level is the value to the last bit, so that it may be the limit itself."""
        return False

    @property
    def exact(self) -> bool:
        """Whether a level is the value to the last digit that is shown."""
        return True

    @property
    def domain(self) -> tuple[float, float]:
        """The least and the greatest level that there can be."""
        return -math.inf, math.inf

    @property
    def states(self) -> tuple[float, ...]:
        """All levels that there are; none: all in the domain."""
        return ()

    @property
    def whole(self) -> bool:
        """Whether its levels are whole numbers."""
        return False

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
        """The pace at which there is a little less traffic than there must be for a value to mean anything; None: any will do."""
        return None

    @property
    def enough(self) -> float | None:
        """The pace at which there is a little more; None: it cannot be told so exactly."""
        return None

    @property
    def retold(self) -> tuple[float, float] | None:
        """The paces of `little` and `enough` where a past is told once, and must be told anew for each; None: there is no such."""
        return None

    @property
    def linear(self) -> int | None:
        """Of a mean over a window: how many of the window's samples it lacks, for between two samples a counter counts once.

        None: it is no such mean.
        """
        return None

    @property
    def flows(self) -> bool:
        """Whether it stays the same while its traffic changes, and is seen in a window."""
        return False

    @property
    def floods(self) -> bool:
        """Whether it is as far beyond a limit while its traffic grows, in a window."""
        return self.flows

    @property
    def remembers(self) -> bool:
        """Whether it stays as it is for as long as its window remembers something, when nothing more happens."""
        return False

    @property
    def variants(self) -> tuple[Drive, ...]:
        """The same value where something else is little."""
        return ()

    def recorded(self, part: str, level: float, pace: float) -> float | None:  # noqa: ARG002  # most values mean the same at any pace
        """Return what is recorded of a part (without a name: of the value itself) at a level and a pace; None: that is not known."""
        return None if part else level

    @property
    def alone(self) -> tuple[tuple[float, Drive], ...]:
        """Levels that it has while of what it is made of only one thing exists, each with what tells so."""
        return ()

    @property
    def void(self) -> Drive | None:
        """The same where what it is divided by is 0, so that there is no value; None: that cannot be."""
        return None

    @property
    def mirrored(self) -> Drive | None:
        """The same on the other side of what is usual, where either side is as bad; None: it has one."""
        return None

    @property
    def flat(self) -> Drive | None:
        """The same after a past that was always the same; None: that is no other."""
        return None

    @property
    def turns(self) -> bool:
        """Whether it is of a trend: at a negative pace it goes the other way, and much faster."""
        return False

    @property
    def counts_once(self) -> bool:
        """Whether all that is counted at a level is counted right after the level began."""
        return False

    def delay_ms(self, before: float, limit: float) -> int:  # noqa: ARG002  # most values change at once
        """Return how long the value takes from `before` past `limit` when it goes to its worst."""
        return 0

    def farther(self, step_ms: int) -> float:  # noqa: ARG002  # most values are there at once
        """Return how many times as far beyond a limit as usual it must go to be seen beyond it within a step."""
        return 1.0

    def beside(self, tracks: Sequence[Track]) -> Drive:  # noqa: ARG002  # most have series of their own
        """Return what drives the same where `tracks` are told already."""
        return self

    @abstractmethod
    def tracks(self, spans: Sequence[Span], step_ms: int, *, turn: int = 1) -> Iterator[Track]:
        """Yield the series by which the value number `turn` has the level of each span; all are there all the time.

        With the first come series of others, one for each matcher, which would change the value if they counted.
        """


def _reads(part: object, track: Track) -> bool:
    match part:
        case Series():
            return takes(part, track.metric, track.labels)
        case Drive():
            return part.reads(track)
        case tuple():
            return any(_reads(each, track) for each in part)
        case _:
            return False
