"""The drive of a platform's health: models and components that answer, by their weights, among all of them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import chain

from msgspec import Struct
from msgspec.structs import replace

from tocsin.drives.labels import satisfying, takes
from tocsin.drives.unheard import Unheard
from tocsin.drives.values import Gauge
from tocsin.drives.world import Identity, Span, Track
from tocsin.measures import Series

_FEW = 12
"""As many as one alone of each may fail in a proof."""


class Member(Struct, frozen=True):
    """One of them: its weight, the signals that must all be 1, and whether it is healthy without the first."""

    weight: float
    signals: tuple[Gauge, ...]
    sleeps: bool
    wakes_ms: int = 0
    """How long the first signal may be 0 after it was missing."""


def health_of(members: Sequence[Member]) -> Health:
    """Return the health of `members`: who hears the series of another too, such as those of one scrape, hears no others in a proof."""
    asked = tuple(dict.fromkeys(signal.series for member in members for signal in member.signals))

    def heard(signal: Gauge) -> Gauge:
        within = [each for each in asked if takes(signal.series, each.metric, satisfying(each.matchers))]
        return replace(signal, series=max(within, key=lambda each: len(each.matchers), default=signal.series))

    return Health(members=tuple(replace(each, signals=tuple(map(heard, each.signals))) for each in members), asked=asked)


class Health(Unheard, frozen=True, kw_only=True):
    """The share of those that are healthy. What is missing is not, and neither is what has one bad signal among good ones."""

    members: tuple[Member, ...]
    asked: tuple[Series, ...] = ()
    """What their rules ask for, where that may be more than the series of their signals."""

    @property
    def domain(self) -> tuple[float, float]:
        """A share."""
        return 0.0, 1.0

    @property
    def states(self) -> tuple[float, ...]:
        """All shares that the proof brings about, ascending."""
        return tuple(sorted(self.failing()))

    @property
    def nothing(self) -> float:
        """What may sleep is healthy when there is nothing."""
        return self.share([index for index, member in enumerate(self.members) if not (member.sleeps and len(member.signals) == 1)])

    def down(self, failing: Sequence[int]) -> frozenset[Series]:
        """Return the series that are 0 or missing while these members, by their place, fail: others may ask some of them too."""
        return frozenset(signal.series for index in failing for signal in self.members[index].signals)

    def share(self, failing: Sequence[int]) -> float:
        """Return the share that is healthy while some of the members, by their place, are not."""
        total = sum(member.weight for member in self.members)
        return sum(member.weight for index, member in enumerate(self.members) if index not in failing) / total

    def failing(self) -> dict[float, tuple[int, ...]]:
        """Return which of them fail for each share: each alone, and then one more of them at a time. Who asks the same fails with them."""
        everyone = range(len(self.members))
        sets = chain([()], ((index,) for index in list(everyone)[:_FEW]), (tuple(everyone[: index + 1]) for index in everyone))
        found: dict[float, tuple[int, ...]] = {}
        for failing in sets:
            down = self.down(failing)
            ill = [index for index in everyone if not down.isdisjoint(signal.series for signal in self.members[index].signals)]
            found.setdefault(round(self.share(ill), 12), failing)
        return found

    def tracks(self, spans: Sequence[Span], step_ms: int, *, turn: int = 1) -> Iterator[Track]:  # noqa: ARG002  # as Drive
        """Yield the signals of each, and each series once. Those of one that fails are 0 or, of every second, missing."""
        seen: set[Identity] = set()
        known = self.failing()
        # A level between two states, such as the calm one, is the nearest of them.
        levels = [None if span.level is None else _nearest(known, span.level) for span in spans]
        fallen = [frozenset() if level is None else self.down(known[level]) for level in levels]
        for index, member in enumerate(self.members):
            worst: float | None = None if index % 2 and not member.sleeps else 0.0
            for signal in member.signals:
                held = [span._replace(level=worst if signal.series in down else 1.0) for span, down in zip(spans, fallen, strict=True)]
                for track in signal.tracks(held, step_ms):
                    if track.identity not in seen:
                        seen.add(track.identity)
                        yield track


def _nearest(states: Iterable[float], level: float) -> float:
    return min(states, key=lambda state: abs(state - level))
