"""The world of a story: the series of the value and of its guards, and those of others, which must change nothing."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from itertools import chain, permutations

from msgspec import Struct

from tocsin import ir
from tocsin.drives import Absence, Drive, Span, Track
from tocsin.drives.gaps import spread
from tocsin.emit.proving.clock import Clock
from tocsin.emit.proving.grains import fine, unbroken
from tocsin.emit.proving.overlaps import meddles, merged, without_mistaken


class World(Struct, frozen=True, kw_only=True):
    """What happens in a story, span by span."""

    proof: ir.Proof
    drive: Drive
    """The drive of the value."""
    calm: float
    """The level at which others are."""
    clock: Clock
    stepped: ir.Proof | ir.Held | None
    """The value or the guard whose series have one sample for each step; all others have as many as the clock says."""
    alone: bool
    """Whether there are no others."""
    spans: Sequence[Span]
    past: int
    """How many of these are the past."""
    guards: Sequence[tuple[ir.Held, float] | None]
    """For each span the guard that does not have its usual level, with the level that it has."""
    told: Collection[int]
    """The steps at which the value itself is asked for."""

    def series(self) -> tuple[Track, ...] | None:
        """Return its series; None when one would need two values at once, or a value would read the series of another."""
        return None if self.proof.held and self._meddled else merged(self._tracks())

    @property
    def _meddled(self) -> bool:
        """Tell whether the value or a guard reads series of another, who has some of its own."""
        ours = tuple(self.drive.tracks([Span(1, self.calm)], self.clock.grain_ms))
        guards = [(held.drive.beside(ours), held.level) for held in self.proof.held]
        theirs = [(drive, tuple(drive.tracks([Span(1, level)], self.clock.grain_ms))) for drive, level in guards]
        return any(meddles(*one, tracks) for one, (_, tracks) in permutations([(self.drive, ours), *theirs], 2))

    def _tracks(self) -> Iterator[Track]:
        spans = unbroken(self.spans, self.told) if self.drive.turns else self.spans
        ours = tuple(track for track in self._of(self.proof, self.drive, spans) if not (self.alone and track.stranger))
        others = dict(self._others(ours))
        value = (self.drive, [*ours, *chain.from_iterable(others.values())])
        yield from without_mistaken([value, *(self._guard(held, ours, others) for held in self.proof.held)])

    def _of(self, what: ir.Proof | ir.Held, drive: Drive, spans: Sequence[Span], *, turn: int = 1) -> Iterator[Track]:
        """Yield the series of the value or of a guard."""
        grains = self.clock.grains
        if what is self.stepped and grains > 1:
            return spread(drive.tracks(spans, self.clock.step_ms, turn=turn), grains)
        return drive.tracks(fine(spans, grains), self.clock.grain_ms, turn=turn)

    def _others(self, ours: Sequence[Track]) -> Iterator[tuple[int, tuple[Track, ...]]]:
        """Yield the turn and the series of other values, which are always calm: one differs in all labels, and one in each single label.

        Values that cannot be calm while ours is not are left out: both may be parts of one whole.
        """
        if self.alone or isinstance(self.drive, Absence):
            return
        calm = [Span(span.steps, self.calm) for span in self.spans[self.past :]]
        if self.drive.turns:
            # Of a trend one line: from each span to the next there would be a step, which is a trend of its own.
            calm = [Span(sum(span.steps for span in calm), self.calm)]
        spans = [*self.spans[: self.past], *calm]
        known = [self.drive.labels()]
        for turn in range(2, len(self.drive.by) + 3):
            if self.drive.labels(turn) in known:
                continue
            known.append(self.drive.labels(turn))
            tracks = tuple(self._of(self.proof, self.drive, spans, turn=turn))
            if merged((*ours, *tracks)) is not None:
                yield turn, tracks

    def _guard(self, held: ir.Held, ours: Sequence[Track], others: Mapping[int, Sequence[Track]]) -> tuple[Drive, list[Track]]:
        """Return the drive of a guard beside the value, and its series, also those for `others` that it is not shared with."""
        levels = (guard[1] if guard is not None and guard[0] is held else held.level for guard in self.guards)
        spans = [Span(span.steps, level) for span, level in zip(self.spans, levels, strict=True)]
        drive = held.drive.beside(ours)
        always = [Span(span.steps, held.level) for span in self.spans]
        apart = [turn for turn in others if held.drive.by == self.drive.by or held.drive.labels(turn) != held.drive.labels()]
        turns = (self._of(held, held.drive.beside(others[turn]), always, turn=turn) for turn in apart)
        return drive, [*self._of(held, drive, spans), *chain.from_iterable(turns)]
