"""Makes the stories that prove the alerts of one name: all levels after each other in one world, or each in its own."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from msgspec import Struct
from msgspec.structs import replace

from tocsin import ir
from tocsin.drives import Changing, Drive, FromBaseline, Gauge, Relative, Rolling, Seasonal
from tocsin.emit.proving.clock import Clock, clock_of
from tocsin.emit.proving.distributions import of_distributions
from tocsin.emit.proving.echoes import of_echoes
from tocsin.emit.proving.exchanged import exchanged, without_levels
from tocsin.emit.proving.guards import of_guards
from tocsin.emit.proving.histories import of_histories
from tocsin.emit.proving.levels import Levels, levels_of
from tocsin.emit.proving.pasts import of_pasts
from tocsin.emit.proving.story import Story
from tocsin.emit.proving.timeline import Timeline
from tocsin.emit.proving.unlike import with_unlike_replicas
from tocsin.emit.proving.values import of_values
from tocsin.emit.proving.windows import of_windows

_OUTWEIGHING = 1000.0
"""Traffic that outweighs what comes after it."""
_BEGINNING = 8
"""What one more test costs, in steps."""


def stories_of(alerts: Sequence[ir.Alert]) -> tuple[Story, ...]:
    """Return the stories that prove `alerts`, which have one name and one value; none when there are no series that prove them."""
    first = alerts[0].proof
    if first is None or any(alert.proof is None or (alert.proof.drive, alert.proof.held) != (first.drive, first.held) for alert in alerts):
        return ()
    if isinstance(first.drive, Changing):
        limits = [limit for alert in alerts if alert.proof is not None for _, limit in alert.proof.bounds]
        first = replace(first, drive=first.drive.reaching(limits))
    levels = levels_of(alerts, first)
    if levels is None or not all(held.tells for held in first.held):
        return ()
    first = replace(first, drive=with_unlike_replicas(first, levels))
    clock = clock_of(alerts, first)
    if clock is None:
        return ()
    teller = _Teller(levels, first, clock)
    ways = sorted((teller.in_turn(), teller.apart()), key=lambda way: sum(timeline.outline.evaluations + _BEGINNING for timeline in way))
    stories = next((stories for way in ways if (stories := _all(way))), ())
    if not stories:
        return ()
    besides = (of_windows, of_histories, of_guards, of_echoes, of_values, of_pasts, of_distributions)
    more = (story for of in besides for story in of(levels, first, clock))
    return (*stories, *teller.void(), *teller.retold(), *teller.otherwise(), *more, *_of_guards(levels, first))


def _of_guards(levels: Levels, proof: ir.Proof) -> Iterator[Story]:
    """Yield what is told of each guard as of a value: that there is just enough to divide by, or nothing, and what its window holds."""
    for alerts, turned in exchanged(levels, proof):
        its_levels, clock = levels_of(alerts, turned), clock_of(alerts, turned)
        if its_levels is not None and clock is not None:
            teller = _Teller(its_levels, turned, clock)
            yield from map(without_levels, (*teller.void(), *teller.little(), *of_windows(its_levels, turned, clock)))


class _Teller(Struct, frozen=True):
    levels: Levels
    proof: ir.Proof
    clock: Clock

    def in_turn(self) -> tuple[Timeline, ...]:
        """Return one story in which all levels follow each other; none when it would last so long that it becomes its own past."""
        levels, drive = self.levels, self.proof.drive
        steady, back = self.clock.settle + self.clock.wait, self.clock.settle + max(self.clock.wait, self.clock.keep)
        timeline = self._timeline()
        timeline.past()
        began = timeline.steps
        # What counts as something when it is missing is told of a world that never had it, see `nothing`: here it ends.
        ends = drive.idles and isinstance(drive, Gauge) and drive.missing is not None
        idles = drive.idles and not ends
        if idles:
            timeline.hold(None, "while nothing happens", steady)
        # What was beyond a limit on the way to a level: nothing at all, or a trend, which a step between two levels takes far past both.
        kept = self.clock.keep if drive.turns else 0
        for index, level in enumerate(levels.quiet):
            idled = not index and idles and levels.firing(drive.idle)
            timeline.hold(level, "just within the limit", steady + (self.clock.keep if idled else kept))
        for index, level in enumerate(levels.bad):
            if index and levels.opposite(level, levels.bad[index - 1]):
                timeline.back(levels.near(level), back)
            timeline.hold(level, "just beyond the limit", steady + kept, pace=drive.enough or 1.0)
        timeline.back(levels.near(levels.bad[-1]), back)
        before = levels.near(levels.bad[-1])
        # While windows still hold what was before an alert may fire, and goes on for its time.
        lasting = steady + self.clock.keep
        slow = any(guard.drive.settle_ms for guard in self._guards)
        for guard in self._guards:
            timeline.hold(levels.worst, "while a guard does not hold", lasting if slow else steady, failing=guard)
        if drive.little is not None:
            timeline.hold(levels.worst, "with too little traffic", lasting, pace=drive.little, silent=True)
        if self._guards or drive.little is not None:
            before = levels.near(levels.worst)
            timeline.hold(before, "just within the limit", lasting)
        timeline.burst(before)
        timeline.back(levels.calm, back)
        if ends:
            timeline.hold(None, "when it is gone", steady)
        if (timeline.steps - began) * self.clock.step_ms > drive.lasts_ms:
            return ()
        return (timeline,)

    def apart(self) -> tuple[Timeline, ...]:
        """Return a story for each level, each in a world that has nothing before it but the past that the value needs."""
        return tuple(self._apart(tell) for tell in self._levels())

    def void(self) -> tuple[Story, ...]:
        """Return the story in which the value is divided by 0, so that there is no value."""
        drive = self.proof.drive.void
        if drive is None:
            return ()
        return _all([self._apart(self._held(self.levels.worst, "while there is nothing to divide by", silent=True, drive=drive))])

    def little(self) -> tuple[Story, ...]:
        """Return the stories of too little traffic and of just enough, each in a world of its own."""
        return _all([self._apart(tell) for tell in self._traffic()])

    def retold(self) -> tuple[Story, ...]:
        """Return the stories of too little traffic and of just enough, each with a past that had as much."""
        if self.proof.drive.retold is None:
            return ()
        few, many = self.proof.drive.retold
        worst = self.levels.worst
        timelines = [self._apart(self._held(worst, "with too little traffic", pace=few, silent=True))]
        if self._reaches(many):
            timelines.append(self._apart(self._held(worst, "with just enough traffic", pace=many)))
        return _all(timelines)

    def otherwise(self) -> tuple[Story, ...]:
        """Return the stories of special worlds: the other side of what is usual, a past without variation or of 0, other bucket edges."""
        drive, levels = self.proof.drive, self.levels
        found: list[Timeline] = []
        if drive.mirrored is not None and levels.worst <= drive.mirrored.domain[1]:
            found.append(self._apart(self._held(levels.worst, "just beyond the limit on the other side", drive=drive.mirrored)))
        if drive.flat is not None:
            quiet = levels.near(levels.worst)
            found += (
                self._apart(self._held(level, f"{where} the limit, after a past that was always the same", drive=drive.flat))
                for level, where in ((quiet, "just within"), (levels.worst, "just beyond"))
            )
        if isinstance(drive, FromBaseline):
            why = "just beyond the limit, at another edge"
            found += (self._apart(self._held(levels.worst, why, drive=each)) for each in drive.elsewhere(levels.worst))
        if isinstance(drive, Rolling | Seasonal) and drive.risen is not None:
            found.append(self._apart(self._held(levels.worst, "after a past that was 0", silent=True, drive=drive.risen)))
        return _all(found)

    def _levels(self) -> Iterator[Callable[[Timeline], None]]:
        levels, drive = self.levels, self.proof.drive
        if drive.idles:
            yield self._held(None, "while nothing happens")
        for level in levels.quiet:
            yield self._held(level, "just within the limit")
        for level in levels.bad[:-1]:
            yield self._held(level, "just beyond the limit")
        yield self._recovering
        for guard in self._guards:
            yield self._held(levels.worst, "while a guard does not hold", failing=guard)
        yield from self._traffic()
        yield self._timing

    def _traffic(self) -> Iterator[Callable[[Timeline], None]]:
        levels, drive = self.levels, self.proof.drive
        if drive.little is not None:
            yield self._held(levels.worst, "with too little traffic", pace=drive.little, silent=True)
        if drive.enough is not None and self._reaches(drive.enough):
            yield self._held(levels.worst, "with just enough traffic", pace=drive.enough)
        for variant in drive.variants:
            if variant.little is not None:
                yield self._held(levels.worst, "with too little traffic", pace=variant.little, silent=True, drive=variant)
            yield self._held(levels.worst, "with just enough traffic", pace=variant.enough or 1.0, drive=variant)
        for level, alone in () if drive.flows else drive.alone:
            yield self._held(level, "while only one counter exists", drive=alone)

    def _reaches(self, pace: float) -> bool:
        """Tell whether there can be so little at the worst level: a quantile is never below a part of the first bucket."""
        return not isinstance(self.proof.drive, Relative) or self.proof.drive.reaches(self.levels.worst, pace)

    @property
    def _guards(self) -> tuple[ir.Held, ...]:
        return tuple(held for held in self.proof.held if held.against is not None)

    def _timeline(self) -> Timeline:
        return Timeline(self.levels, self.proof, self.clock)

    def _apart(self, tell: Callable[[Timeline], None]) -> Timeline:
        timeline = self._timeline()
        tell(timeline)
        return timeline

    def _held(
        self, level: float | None, why: str, *, failing: ir.Held | None = None, pace: float = 1.0, silent: bool = False,
        drive: Drive | None = None, past: float | None = None,
    ) -> Callable[[Timeline], None]:  # fmt: skip
        def tell(timeline: Timeline) -> None:
            timeline.drive = drive or timeline.drive
            timeline.past(pace=pace if past is None else past, failing=failing)
            begins = self.clock.after if timeline.steps else self.clock.begins
            timeline.hold(level, why, begins + self.clock.wait, failing=failing, pace=pace, silent=silent)

        return tell

    def _recovering(self, timeline: Timeline) -> None:
        # While an alert keeps firing, what was wrong may become a part of the past: which outweighs it.
        past = _OUTWEIGHING if self.clock.keep and not self.proof.drive.lasts_ms else None
        self._held(self.levels.bad[-1], "just beyond the limit", past=past)(timeline)
        # What every sample counts in has no traffic that outweighs what was before.
        waits = self.proof.drive.linear == 0
        steps = (self.clock.settle if waits else self.clock.begins) + 1
        bad = self.clock.begins + self.clock.wait + 1
        if self.clock.keep and 0 < self.proof.drive.lasts_ms <= (bad + steps + 1 + self.clock.keep) * self.clock.step_ms:
            timeline.linger(self.levels.calm)  # what was wrong is a part of the past then, by which what is well may be unusual
        else:
            timeline.recover(self.levels.calm, steps)

    def _timing(self, timeline: Timeline) -> None:
        timeline.past()
        before = self.levels.calm if timeline.steps else self.levels.near(self.levels.worst)
        if not timeline.steps:
            timeline.hold(before, "just within the limit", self.clock.begins)
        timeline.burst(before)


def _all(timelines: Sequence[Timeline]) -> tuple[Story, ...]:
    """Return the stories; none when one of them cannot be told."""
    stories: list[Story] = []
    for timeline in timelines:
        story = timeline.story()
        if story is None:
            return ()
        stories.append(story)
    return tuple(stories)
