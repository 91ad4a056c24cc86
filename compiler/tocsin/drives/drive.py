"""What every drive can say of its value: how it reacts to time and traffic, and which series give it a level."""

from __future__ import annotations

import math
from abc import ABCMeta, abstractmethod
from collections.abc import Iterator, Sequence

from msgspec import Struct, StructMeta

from tocsin.drives.labels import satisfying, takes
from tocsin.drives.world import Span, Track
from tocsin.measures import Series

_SAMPLES = 5
"""The fewest samples that a window must hold."""
LITTLE, ENOUGH = 0.97, 1.03
"""How near a proof comes to the least traffic that a value needs, as multiples of it: just too little, and just enough."""
SOME = 0.05
"""Events a second that are few, but not none."""
NEAR = 0.0137271827
"""How near to a limit the usual levels lie, as a part of the limit. It is no round number, so that no text shows a level as its limit."""


class _Abstract(StructMeta, ABCMeta):
    """Structures with abstract methods."""


class Drive(Struct, metaclass=_Abstract, frozen=True, kw_only=True):
    """One value that a proof can bring to any level in its domain.

    Most properties are about time: a value that is read over a window follows its series only after a while. Each has the answer that is
    right for a plain gauge; a drive overrides those that are different for it.
    """

    @property
    def labelled(self) -> Series | Drive | None:
        """The series or drive whose labels tell several values apart; None where there is only one value, without labels."""
        return None

    def reads(self, track: Track) -> bool:
        """Tell whether the value is made of the series of `track`, among others."""
        return any(_reads(getattr(self, field), track) for field in self.__struct_fields__)

    @property
    def by(self) -> tuple[str, ...]:
        """The labels that tell its values apart."""
        return () if self.labelled is None else self.labelled.by

    def labels(self, turn: int = 1) -> dict[str, str]:
        """Return the labels `by` of the value number `turn`, with their values."""
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
        """How long after a change of level, in milliseconds, the value still depends on what was before it: usually its window."""
        return 0

    @property
    def grain_ms(self) -> int:
        """The longest time between two samples, in milliseconds, at which the value is still right; 0: any."""
        return self.settle_ms // _SAMPLES

    @property
    def fills_ms(self) -> int:
        """How long the value is too low at the beginning of the world, in milliseconds, because its window is not full yet."""
        return 0

    @property
    def calms_ms(self) -> int:
        """How long it is too high at the beginning, in milliseconds, because the window of what it is divided by is not full yet."""
        return 0

    @property
    def recorded_ms(self) -> int:
        """A time in milliseconds that at least four steps must fit into, as recordings with one sample a step are read; 0: none are."""
        return 0

    @property
    def sharp_ms(self) -> int:
        """The shortest step, in milliseconds, at which a window does not blur one step of the past into the next; 0: any step will do."""
        return 0

    @property
    def begins(self) -> int | None:
        """After how many steps from the beginning of the world it has its level; None: when it has settled, see `settle_ms`."""
        return None

    @property
    def lasts_ms(self) -> float:
        """How long a level can be held, in milliseconds, before it becomes a part of the past that it is compared with."""
        return math.inf

    def past(self, step_ms: int, grain_ms: int) -> tuple[Span, ...]:  # noqa: ARG002  # most values have none
        """Return the past that a value needs which is compared with it, in steps of `step_ms` with a sample every `grain_ms`."""
        return ()

    @property
    def near(self) -> float:
        """How near to a limit, as a part of it, a level can lie and still be surely on its side of it, whatever is lost by rounding."""
        return NEAR

    @property
    def sharp(self) -> bool:
        """Whether the value is exactly the level, to the last bit, so that the limit itself can be a level."""
        return False

    @property
    def exact(self) -> bool:
        """Whether the value is the level to the last digit that an alert's text shows."""
        return True

    @property
    def domain(self) -> tuple[float, float]:
        """The least and the greatest level that is possible."""
        return -math.inf, math.inf

    @property
    def states(self) -> tuple[float, ...]:
        """All possible levels; empty where every number in the domain is one."""
        return ()

    @property
    def whole(self) -> bool:
        """Whether its levels are whole numbers."""
        return False

    @property
    def idle(self) -> float | None:
        """The value while the world is idle; None: there is no value then."""
        return None

    @property
    def idles(self) -> bool:
        """Whether the world can be idle for this value; not so for a state, which always is something."""
        return False

    @property
    def little(self) -> float | None:
        """The pace with slightly less traffic than the alert needs to fire; None: it fires at any traffic."""
        return None

    @property
    def enough(self) -> float | None:
        """The pace with slightly more than it needs; None: no pace gives exactly that."""
        return None

    @property
    def retold(self) -> tuple[float, float] | None:
        """The paces of `little` and `enough` of a value whose past must have had the same pace, so that each needs a world of its own."""
        return None

    @property
    def linear(self) -> int | None:
        """How many samples of the window do not count in a mean: 1 for counters, which count between samples, else 0; None: no mean."""
        return None

    @property
    def flows(self) -> bool:
        """Whether it is read over a window and stays the same when the traffic changes, as a share does."""
        return False

    @property
    def floods(self) -> bool:
        """Whether it is read over a window and stays as far beyond a limit when the traffic grows."""
        return self.flows

    @property
    def remembers(self) -> bool:
        """Whether it keeps its level when the world becomes idle, for as long as its window still holds anything."""
        return False

    @property
    def variants(self) -> tuple[Drive, ...]:
        """The same value, where another part of it is what has too little traffic."""
        return ()

    def recorded(self, part: str, level: float, pace: float) -> float | None:  # noqa: ARG002  # most values mean the same at any pace
        """Return what the recording of a `part`, or without a name of the value itself, must hold; None: that is not known."""
        return None if part else level

    @property
    def alone(self) -> tuple[tuple[float, Drive], ...]:
        """Levels that it has while only one of the series that it is made of exists, each with the drive of that."""
        return ()

    @property
    def void(self) -> Drive | None:
        """The drive of the same value where what it is divided by is 0, so that there is no value; None: it cannot be."""
        return None

    @property
    def mirrored(self) -> Drive | None:
        """The drive of the same distance on the other side of what is usual; None: only one side is bad."""
        return None

    @property
    def flat(self) -> Drive | None:
        """The drive of the same value after a past without any variation; None: it makes no difference."""
        return None

    @property
    def turns(self) -> bool:
        """Whether it is a trend: at a negative pace the series go the other way, and much faster."""
        return False

    @property
    def counts_once(self) -> bool:
        """Whether everything that a level counts is counted at the beginning of its span."""
        return False

    def delay_ms(self, before: float, limit: float) -> int:  # noqa: ARG002  # most values change at once
        """Return how long the value takes to get from the level `before` past `limit` when it goes to its worst, in milliseconds."""
        return 0

    def farther(self, step_ms: int) -> float:  # noqa: ARG002  # most values are there at once
        """Return by how many times the usual distance it must go beyond a limit so that the next evaluation sees it there."""
        return 1.0

    def beside(self, tracks: Sequence[Track]) -> Drive:  # noqa: ARG002  # most have series of their own
        """Return the drive of the same value in a world that has `tracks` already, and so must not have their series again."""
        return self

    @abstractmethod
    def tracks(self, spans: Sequence[Span], step_ms: int, *, turn: int = 1) -> Iterator[Track]:
        """Yield the series that give the value number `turn` the level of each span, with a sample every `step_ms`.

        Those of turn 1 come with strangers, one for each matcher of the expression: if any of them counted, the value would be another.
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
