"""Stories of a window after the last event: how long it still counts, also when only one of several counters is left."""

from __future__ import annotations

from collections.abc import Iterator

from tocsin import ir
from tocsin.drives import Drive, Rivals
from tocsin.emit.proving.clock import Clock
from tocsin.emit.proving.levels import Levels
from tocsin.emit.proving.timeline import Timeline
from tocsin.promql import Selector

_SAMPLES = 5
"""Steps of a window."""
_MORE = 10.0
"""Traffic after which no counter is near 0."""


def remembered(*, sampled: bool = False) -> int:
    """Return for how many steps a window remembers what was last in it, which is `sampled` or was counted since the sample before."""
    return _SAMPLES - (1 if sampled else 2)


def remembering(levels: Levels, proof: ir.Proof, clock: Clock, level: float, drive: Drive) -> Timeline:
    """Go from a level at which nobody fires to nothing at all, and ask for how long the parts are recorded: as the window remembers it."""
    timeline = _since_others(levels, proof, clock, drive, level)
    timeline.go(level, clock.begins + 1)
    known = tuple(_compared(drive, proof, level))
    timeline.expect(known, "while only one counter exists")
    timeline.go(None, remembered())
    timeline.expect(known, "while the window remembers it")
    timeline.go(None, 1)
    timeline.expect([(series, None) for series, _ in known], "when the window has forgotten it", gone=True)
    return timeline


def leaving(levels: Levels, proof: ir.Proof, clock: Clock, bad: float, drive: Drive | None = None) -> Timeline | None:
    """Go from beyond a limit to nothing at all: it is remembered for as long as the window is."""
    firing = levels.firing(bad)
    wait = clock.steps(max(alert.for_ms for alert in firing))
    timeline = _since_others(levels, proof, clock, drive, bad)
    since = timeline.steps + clock.begins
    timeline.go(bad, clock.begins + wait + 1)
    if drive is not None:
        timeline.expect(_compared(drive, proof, bad), "while only one counter exists")
    # What was counted last is seen while the sample before it is in the window.
    last = since if proof.drive.counts_once else timeline.steps - 1
    last += remembered(sampled=isinstance(proof.drive, Rivals) and not proof.drive.counts_once)
    if last < timeline.steps - 1:
        return None
    why, after = "while the window remembers it", "when the window has forgotten it"
    timeline.until(None, last, firing, why, after, since=since)
    return timeline


def _since_others(levels: Levels, proof: ir.Proof, clock: Clock, drive: Drive | None, level: float) -> Timeline:
    """Return a timeline in which a window has forgotten the counters that have ended, where only one of some is left."""
    timeline = Timeline(levels, proof, clock, stepped=proof)
    timeline.drive = drive or timeline.drive
    if isinstance(drive, Rivals):
        counted = clock.begins + 1
        timeline.drive = drive.ended(counted)
        # Counters that are far above 0 are all extrapolated alike.
        timeline.go(level, counted, pace=_MORE)
        timeline.go(None, _SAMPLES)
    return timeline


def _compared(drive: Drive, proof: ir.Proof, level: float) -> Iterator[tuple[Selector, float | None]]:
    """Yield what is recorded of each of two that are compared, and of both together."""
    yield from ((series, drive.recorded(part, level, 1.0)) for part, series in proof.recorded if part.split("_")[1:2] == ["value"])
