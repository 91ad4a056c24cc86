"""What the world of one test does step by step, and who must fire at which of them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from msgspec.structs import replace

from tocsin import ir
from tocsin.drives import Absence, Span, Track
from tocsin.emit.proving.clock import Clock
from tocsin.emit.proving.levels import Levels
from tocsin.emit.proving.story import Check, Story

_BURST = 1000.0
"""Traffic that outweighs all that a window still holds."""


class Timeline:
    """Tells one story, span by span."""

    def __init__(self, levels: Levels, proof: ir.Proof, clock: Clock) -> None:
        self._levels = levels
        self.drive = proof.drive
        self._held = proof.held
        self._records = proof.recorded
        self._clock = clock
        self._spans: list[Span] = []
        self._guards: list[tuple[ir.Held, float] | None] = []
        """The guard that is elsewhere than where it holds, and where, in each of the spans."""
        self._checks: list[Check] = []
        self._recorded: list[ir.Recorded] = []
        self._past = 0
        self.steps = 0
        """How many steps were told, with the past."""

    def past(self, *, pace: float = 1.0) -> None:
        """Tell what was before."""
        for span in self.drive.past(self._clock.step_ms, self._clock.grain_ms):
            self._add(span._replace(pace=pace))
        self._past = len(self._spans)

    def hold(
        self, level: float | None, why: str, steps: int, *, failing: ir.Held | None = None, pace: float = 1.0, silent: bool = False
    ) -> None:
        """Hold a level for `steps` more than one, and ask at the end who fires: nobody while a guard is `failing`."""
        drive = self.drive
        told = drive.idle if level is None else level
        firing = () if silent or failing is not None else self._levels.firing(told)
        guard = None if failing is None or failing.against is None else (failing, failing.against)
        self._add(Span(steps + 1, level, pace), guard)
        self._checks.append(
            Check(step=self.steps - 1, firing=firing, level=told if drive.exact else None, why=why, gone=level is None),
        )
        # What is outweighed is there all the same.
        if level is not None and not silent and failing is None and drive.exact and pace < _BURST:
            parts = {part: drive.recorded(part, level, pace) for part, _ in self._records}
            self.expect([(part, value) for part, value in parts.items() if value is not None], why)

    def recover(self, level: float, steps: int) -> None:
        """Go back to `level` with so much traffic that nothing of before matters."""
        self.back(level, steps + self._clock.keep, pace=_BURST)

    def back(self, level: float, steps: int, *, pace: float = 1.0) -> None:
        """Go back to `level` for `steps` more than one: who keeps firing does so for its time, and at the end nobody fires."""
        firing = self._checks[-1].firing
        # An alert keeps firing from the first evaluation at which nothing is wrong.
        kept = min((self._clock.steps(alert.keep_firing_for_ms) for alert in firing), default=0)
        if kept:
            self.ask(self.steps - 1 + kept, firing, "while it keeps firing")
        elif steps > self._clock.settle and not any(alert.keep_firing_for_ms for alert in firing):
            self.ask(self.steps + self._clock.settle, (), "as soon as it has recovered")
        self.hold(level, "after it has recovered", steps, pace=pace)

    def go(self, level: float | None, steps: int, *, pace: float = 1.0, guard: tuple[ir.Held, float] | None = None) -> None:
        """Hold a level for `steps`, without a question, and a guard at a level of its own."""
        self._add(Span(steps, level, pace), guard)

    def fade(self, level: float, steps: int, why: str, *, guard: tuple[ir.Held, float] | None = None) -> None:
        """Hold a level for `steps`, and for as long as who has fired keeps firing: then nobody fires or waits."""
        keep = self._clock.steps(max(alert.keep_firing_for_ms for alert in self._levels.alerts))
        self.go(level, steps + keep, guard=guard)
        self.ask(self.steps - 1, (), why, waiting=True)

    def ask(self, step: int, firing: Sequence[ir.Alert], why: str, *, waiting: bool = False) -> None:
        """Ask at `step`, which may be yet to come, who fires; with `waiting`, or will when it has waited."""
        self._checks.append(Check(step=step, firing=tuple(firing), level=None, why=why, waiting=waiting))

    def burst(self, before: float) -> None:
        """Go from `before` far beyond every limit at once: nobody fires before its time, and everybody at it."""
        far, start = self._levels.far, self.steps
        firing = self._levels.firing(far)
        times = [self._times(alert, before, start) for alert in firing]
        last = max(late for _, late in times)
        for step in sorted({early - 1 for early, _ in times} | {late for _, late in times}):
            if step >= start and all(step < early or step >= late for early, late in times):
                sure = [alert for alert, (_, late) in zip(firing, times, strict=True) if step >= late]
                self.ask(step, sure, "at its time" if any(step == late for _, late in times) else "before its time")
        self._add(Span(last - start + 1, far, _BURST))

    def story(self) -> Story | None:
        """Return what was told; None when two things of one name would have to be told at once."""
        tracks = _once(self._tracks())
        return None if tracks is None else replace(self.outline, tracks=tracks)

    @property
    def outline(self) -> Story:
        """The story without its series, which take long to tell."""
        alerts = self._levels.alerts
        return Story(
            name=alerts[0].name,
            alerts=alerts,
            step_ms=self._clock.grain_ms,
            every_ms=self._clock.step_ms,
            tracks=(),
            checks=tuple(replace(check, step=check.step * self._clock.grains) for check in self._checks),
            recorded=tuple(replace(each, step=each.step * self._clock.grains) for each in self._recorded),
        )

    def expect(self, parts: Iterable[tuple[str, float]], why: str) -> None:
        """Ask at the last step whether what was recorded of parts of the value is what is known of them."""
        known = dict(parts)
        for part, series in self._records:
            value = known.get(part)
            if value is not None and series.metric is not None:
                labels = {**{matcher.label: matcher.value for matcher in series.matchers}, **self.drive.labels()}
                self._recorded.append(ir.Recorded(step=self.steps - 1, name=series.metric, labels=labels, value=value, why=why))

    def _add(self, span: Span, guard: tuple[ir.Held, float] | None = None) -> None:
        self._spans.append(span)
        self._guards.append(guard)
        self.steps += span.steps

    def _times(self, alert: ir.Alert, before: float, start: int) -> tuple[int, int]:
        """Return the first step at which `alert` may fire and the one at which it must."""
        assert alert.proof is not None  # noqa: S101  # it fires
        delay = max((self.drive.delay_ms(before, limit) for _, limit in alert.proof.bounds), default=0)
        first = start + self._clock.steps(alert.for_ms)
        # What is seen at a step has been so since the step before.
        return first, first + max(self._clock.steps(delay) - 1, 0)

    def _tracks(self) -> Iterator[Track]:
        drive, grain_ms = self.drive, self._clock.grain_ms
        ours = tuple(drive.tracks(self._fine(self._spans), grain_ms))
        yield from ours
        others = dict(self._others(ours))
        for tracks in others.values():
            yield from tracks
        for held in self._held:
            spans = [
                Span(span.steps, guard[1] if guard is not None and guard[0] is held else held.level)
                for span, guard in zip(self._spans, self._guards, strict=True)
            ]
            beside = held.drive.beside(ours)
            yield from beside.tracks(self._fine(spans), grain_ms)
            always = self._fine([Span(span.steps, held.level) for span in self._spans])
            for turn, theirs in others.items():
                yield from held.drive.beside(theirs).tracks(always, grain_ms, turn=turn)

    def _others(self, ours: Sequence[Track]) -> Iterator[tuple[int, tuple[Track, ...]]]:
        """Yield the turns and the series of values that are well all the time: one that differs in all labels, and for each label one.

        Those that cannot be well while ours is not, because both are parts of one whole, are left out.
        """
        if isinstance(self.drive, Absence):
            return
        calm = [Span(span.steps, self._levels.calm) for span in self._spans[self._past :]]
        if self.drive.turns:
            # Of a trend one line: from each span to the next there would be a step, which is a trend of its own.
            calm = [Span(sum(span.steps for span in calm), self._levels.calm)]
        spans = self._fine([*self._spans[: self._past], *calm])
        known = [self.drive.labels()]
        for turn in range(2, len(self.drive.by) + 3):
            if self.drive.labels(turn) in known:
                continue
            known.append(self.drive.labels(turn))
            tracks = tuple(self.drive.tracks(spans, self._clock.grain_ms, turn=turn))
            if _once((*ours, *tracks)) is not None:
                yield turn, tracks

    def _fine(self, spans: Sequence[Span]) -> list[Span]:
        """Return `spans` in samples: what is seen at a step began right after the step before."""
        grains = self._clock.grains
        if grains == 1:
            return list(spans)
        return [
            Span(span.steps * grains if index else (span.steps - 1) * grains + 1, span.level, span.pace)
            for index, span in enumerate(spans)
        ]  # fmt: skip


def _once(tracks: Iterable[Track]) -> tuple[Track, ...] | None:
    """Return each series once; None when one would have to have two values at a time.

    What is compared may also be what it is compared with, and cannot be brought to two levels at once. Strangers to two of them may be
    one and the same.
    """
    found: dict[tuple[str, frozenset[tuple[str, str]]], Track] = {}
    for track in tracks:
        known = found.setdefault((track.metric, frozenset(track.labels.items())), track)
        if not (known.runs == track.runs and known.native == track.native) and not (known.stranger and track.stranger):
            return None
    return tuple(found.values())
