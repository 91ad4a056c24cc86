"""Builds a story span by span, and notes which alerts must fire at which steps."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence

from msgspec.structs import replace

from tocsin import ir
from tocsin.drives import Rivals, Span
from tocsin.emit.proving.clock import Clock
from tocsin.emit.proving.levels import Levels
from tocsin.emit.proving.story import Check, Story
from tocsin.emit.proving.world import World
from tocsin.promql import Selector

_BURST = 1000.0
"""Traffic that outweighs all that a window still holds."""
_MANY = 20
"""Of more samples than these in a window, each is outweighed by so much."""


class Timeline:
    """Builds one story, span by span; `stepped` is that of its world."""

    def __init__(self, levels: Levels, proof: ir.Proof, clock: Clock, *, stepped: ir.Proof | ir.Held | None = None) -> None:
        self._levels = levels
        self._proof = proof
        self._clock = clock
        self._stepped = stepped
        self._spans: list[Span] = []
        self._guards: list[tuple[ir.Held, float] | None] = []
        self._checks: list[Check] = []
        self._recorded: list[ir.Recorded] = []
        self._past = 0
        self.drive = proof.drive
        self.alone = False
        self.steps = 0
        """How many steps there are so far, with the past."""

    def past(self, *, pace: float = 1.0, failing: ir.Held | None = None) -> None:
        """Add the past that the value needs, in which a guard may be `failing` already."""
        for span in self.drive.past(self._clock.step_ms, self._clock.grain_ms):
            self._add(span._replace(pace=pace), _where_not(failing))
        self._past = len(self._spans)

    def hold(
        self, level: float | None, why: str, steps: int, *, failing: ir.Held | None = None, pace: float = 1.0, silent: bool = False
    ) -> None:
        """Hold a level for `steps` + 1 steps, and ask at the last one who fires: nobody where a guard is `failing`, or with `silent`."""
        drive = self.drive
        steps += self.filling
        told = drive.idle if level is None else level
        firing = () if silent or failing is not None else self._levels.firing(told)
        self._add(Span(steps + 1, level, pace), _where_not(failing))
        self._checks.append(
            Check(
                step=self.steps - 1, firing=firing, level=told if drive.exact and told != math.inf else None, why=why, gone=level is None
            ),
        )
        # What is outweighed is there all the same.
        if level is not None and not silent and failing is None and drive.exact and pace < self._burst:
            # What a line comes to is 0 but for what is lost of numbers that are far from it.
            known = [(series, drive.recorded(part, level, pace)) for part, series in self._proof.recorded if level or not drive.turns]
            self.expect(known, why)
        elif level is None and isinstance(drive, Rivals):
            self.expect([(series, None) for part, series in self._proof.recorded if drive.lacks(part)], why, gone=True)

    @property
    def filling(self) -> int:
        """For how many more steps an alert may tell that a window which was still filling read too little; 0 but at the beginning."""
        return self._clock.keep if not self._spans and self.drive.fills_ms and self._levels.firing(0.0) else 0

    def recover(self, level: float, steps: int) -> None:
        """Go back to `level` with so much traffic that nothing of what was before matters."""
        self.back(level, steps + self._clock.keep, pace=self._burst)

    def back(self, level: float, steps: int, *, pace: float = 1.0) -> None:
        """Go back to `level` for `steps` + 1 steps: alerts with `keep_firing_for` fire for that time, and at the end none fires."""
        firing, kept = self._kept()
        if kept:
            self.ask(self.steps - 1 + kept, firing, "while it keeps firing")
        elif steps > self._clock.settle and not any(alert.keep_firing_for_ms for alert in firing):
            self.ask(self.steps + self._clock.settle, (), "as soon as it has recovered")
        self.hold(level, "after it has recovered", steps, pace=pace)

    def linger(self, level: float) -> None:
        """Go back to `level` for as long as all firing alerts keep firing."""
        firing, kept = self._kept()
        self.go(level, kept)
        self.ask(self.steps - 1, firing, "while it keeps firing")

    def _kept(self) -> tuple[tuple[ir.Alert, ...], int]:
        """Return the firing alerts, and for how many steps all of them keep firing, from the first evaluation at which nothing is wrong."""
        firing = self._checks[-1].firing
        return firing, min((self._clock.steps(alert.keep_firing_for_ms) for alert in firing), default=0)

    def go(self, level: float | None, steps: int, *, pace: float = 1.0, guard: tuple[ir.Held, float] | None = None) -> None:
        """Hold a level for `steps` without asking anything, and perhaps a guard at a level of its own."""
        self._add(Span(steps, level, pace), guard)

    def until(
        self, level: float | None, last: int, firing: Sequence[ir.Alert], why: str, after: str, *, since: int,
        guard: tuple[ir.Held, float] | None = None,
    ) -> None:  # fmt: skip
        """Hold a level until all of `firing` are over, whose condition holds from step `since` to step `last`."""
        fired = [last - since >= self._clock.steps(alert.for_ms) for alert in firing]
        kept = [self._clock.steps(alert.keep_firing_for_ms) for alert in firing]
        ends = [last + (keep if has else 0) for keep, has in zip(kept, fired, strict=True)]
        for step in sorted({each for end in ends for each in (end, end + 1)}):
            left = [alert for alert, end in zip(firing, ends, strict=True) if step <= end]
            self.ask(step, left, why if left else after, waiting=True)
        self.go(level, max(ends) + 2 - self.steps, guard=guard)

    def ask(self, step: int, firing: Sequence[ir.Alert], why: str, *, waiting: bool = False) -> None:
        """Ask who fires at `step`, which may be later than what was added so far; with `waiting`, who fires or is pending."""
        self._checks.append(Check(step=step, firing=tuple(firing), level=None, why=why, waiting=waiting))

    def burst(self, before: float) -> None:
        """Go from `before` far beyond every limit at once: each alert fires after its `for`, and not before."""
        far, start = self._levels.far, self.steps
        firing = self._levels.firing(far)
        times = [self._times(alert, before, start) for alert in firing]
        last = max(late for _, late in times)
        for step in sorted({early - 1 for early, _ in times} | {late for _, late in times}):
            if step >= start and all(step < early or step >= late for early, late in times):
                sure = [alert for alert, (_, late) in zip(firing, times, strict=True) if step >= late]
                self.ask(step, sure, "at its time" if any(step == late for _, late in times) else "before its time")
        self._add(Span(last - start + 1, far * self.drive.farther(self._clock.step_ms), self._burst))

    def story(self) -> Story | None:
        """Return the story; None when one series would need two values at once, or a value would read the series of another."""
        told = {each.step for each in self._checks if each.level is not None} | {each.step for each in self._recorded}
        world = World(
            proof=self._proof,
            drive=self.drive,
            calm=self._levels.calm,
            clock=self._clock,
            stepped=self._stepped,
            alone=self.alone,
            spans=self._spans,
            past=self._past,
            guards=self._guards,
            told=told,
        )
        tracks = world.series()
        return None if tracks is None else replace(self.outline, tracks=tracks)

    @property
    def outline(self) -> Story:
        """The story without its series, which take long to make."""
        return Story(
            name=self._levels.alerts[0].name,
            alerts=self._levels.alerts,
            step_ms=self._clock.grain_ms,
            every_ms=self._clock.step_ms,
            tracks=(),
            checks=tuple(replace(check, step=check.step * self._clock.grains) for check in self._checks),
            recorded=tuple(replace(each, step=each.step * self._clock.grains) for each in self._recorded),
        )

    def expect(
        self, known: Iterable[tuple[Selector, float | None]], why: str, *, gone: bool = False, more: Mapping[str, str] | None = None
    ) -> None:
        """Ask at the last step whether the recordings of parts of the value hold what they must, `known` by their series.

        None: it is not known, or with `gone` there must be no sample. The recordings have the labels of the value and `more`.
        """
        for series, value in known:
            if (value is not None or gone) and series.metric is not None:
                labels = {**{matcher.label: matcher.value for matcher in series.matchers}, **self.drive.labels(), **(more or {})}
                self._recorded.append(ir.Recorded(step=self.steps - 1, name=series.metric, labels=labels, value=value, why=why))

    @property
    def _burst(self) -> float:
        samples = self._clock.settle * self._clock.grains
        return _BURST * (samples if samples > _MANY else 1)

    def _add(self, span: Span, guard: tuple[ir.Held, float] | None = None) -> None:
        self._spans.append(span)
        self._guards.append(guard)
        self.steps += span.steps

    def _times(self, alert: ir.Alert, before: float, start: int) -> tuple[int, int]:
        """Return the first step at which `alert` may fire, and the step from which on it must."""
        assert alert.proof is not None  # noqa: S101  # it fires
        # Exactly its limit is a window only when it holds nothing of before.
        delays = (self.drive.settle_ms if op == "==" else self._delay_ms(before, limit) for op, limit in alert.proof.bounds)
        delay = max(delays, default=0.0)
        first = start + self._clock.steps(alert.for_ms)
        # What is seen at a step has been so since the step before; of one sample after a pause the rate is unknown.
        paused = self._spans[-1].level is None if self._spans else False
        lacking = int(paused and self._clock.grains == 1 and self.drive.settle_ms > 0)
        return first, first + max(self._clock.steps(delay) - 1, 0) + lacking

    def _delay_ms(self, before: float, limit: float) -> float:
        """Return how long it takes from `before` past `limit` when it goes far beyond: for a mean, part of its window must be new."""
        far = self._levels.far
        part = (limit - before) / (far - before) if self.drive.linear is not None and not self.drive.flows and far > limit > before else 0.0
        return max(self.drive.delay_ms(before, limit), self.drive.settle_ms * part)


def _where_not(guard: ir.Held | None) -> tuple[ir.Held, float] | None:
    return None if guard is None or guard.against is None else (guard, guard.against)
