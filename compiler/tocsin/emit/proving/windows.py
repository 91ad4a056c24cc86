"""Stories of what a window holds: how soon something new counts in it, and how long it still counts when it is over."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence

from msgspec.structs import replace

from tocsin import ir
from tocsin.drives import Changing, Drive, Echo, Predicted, Share
from tocsin.drives.drive import LITTLE
from tocsin.drives.native import NativeQuantile
from tocsin.drives.observations import Quantile
from tocsin.emit.proving.clock import Clock, closer
from tocsin.emit.proving.forgetting import leaving, remembered, remembering
from tocsin.emit.proving.levels import Levels
from tocsin.emit.proving.story import Story
from tocsin.emit.proving.timeline import Timeline

_SAMPLES = 5
"""Steps of a window."""
_STEPS = 12
"""Steps of a history."""
_PAST = 0.9
"""How much of a history is new when what was before it no longer tells its trend."""
_MORE, _MUCH_MORE = 10.0, 1000.0
"""Traffic by which one window can be told from another, and by which the rest of it matters little."""
_DECIDING = 0.01
"""The least share of the observations that decides, for which that much more is enough."""
_RESTARTED = 12
"""Steps after which no window is near the reset of a counter: of what begins at 0 Prometheus extrapolates less than of what goes on."""
_FEW = 0.2
"""How much of the least traffic is far too little."""
_MOST = 100
"""Steps that a wait may take at most: the window is short beside it, and matters little."""


def of_windows(levels: Levels, proof: ir.Proof, clock: Clock) -> Iterator[Story]:
    """Yield stories that fail where a window of the value is half or double as long as it must be, if the value has windows."""
    drive = proof.drive
    step_ms = drive.recorded_ms // _STEPS if drive.turns else drive.settle_ms // _SAMPLES
    guards = [held.drive for held in proof.held]
    # With one sample a step a short window sees no rate.
    blind = any(isinstance(guard, Echo) and guard.window_ms < 2 * step_ms for guard in guards)
    if not step_ms or blind or max(alert.for_ms for alert in levels.alerts) > _MOST * step_ms:
        return
    settle = max(math.ceil(each.settle_ms / step_ms) for each in (drive, *guards))
    told = guards if not isinstance(drive, Predicted) or drive.slides else [drive, *guards]
    fine = replace(
        clock, step_ms=step_ms, grain_ms=closer(step_ms, told), settle=settle, begins=settle if drive.begins is None else drive.begins
    )
    if drive.turns:
        yield from _stories([_turning(levels, proof, fine)])
    elif drive.settle_ms % _SAMPLES == 0:
        yield from _stories(_timelines(levels, proof, fine))


def _stories(timelines: Iterable[Timeline | None]) -> Iterator[Story]:
    for timeline in timelines:
        story = None if timeline is None else timeline.story()
        if story is not None:
            yield story


def crossing(lacking: int) -> tuple[int, float]:
    """Return a step and the part of a window that must be new so that a mean over it crosses a limit exactly at this step.

    In a window that is a step longer it crosses the limit later, in one that is a step shorter sooner. `lacking` is how many of the
    window's samples do not count, see `Drive.linear`.

    >>> [(crossed, round(part, 3)) for crossed, part in (crossing(1), crossing(0))]
    [(3, 0.633), (4, 0.708)]
    """
    counted = _SAMPLES - lacking
    crossed = counted - 1
    return crossed, (crossed / (counted + 1) + (crossed - 1) / (counted - 1)) / 2


def patience(alerts: Sequence[ir.Alert], clock: Clock) -> int:
    """Return for how many steps a condition must hold until all of `alerts` keep firing when it ends; 0 where none ever does."""
    return clock.steps(max(alert.for_ms for alert in alerts)) if any(alert.keep_firing_for_ms for alert in alerts) else 0


def _timelines(levels: Levels, proof: ir.Proof, clock: Clock) -> Iterator[Timeline | None]:
    drive = proof.drive
    if drive.linear is not None:
        yield _entering(levels, proof, clock)
    elif drive.flows:
        yield _forgetting(levels, proof, clock)
    elif drive.remembers:
        yield leaving(levels, proof, clock, levels.bad[0])
    if isinstance(drive, Changing):
        yield _changing(levels, proof, clock)
    elsewhere = any(isinstance(held.drive, Echo) and held.drive.of_traffic for held in proof.held)
    least = None if drive.little is None or elsewhere else drive.little / LITTLE
    if drive.floods and least is not None:
        yield _flooding(levels, proof, clock, least, levels.worst)
    for level, alone in drive.alone:
        if drive.flows:
            yield _alone(levels, proof, clock, alone, level)
            if least is not None and levels.firing(level):
                yield _flooding(levels, proof, clock, least, level, alone)
        elif drive.remembers:
            forget = leaving if levels.firing(level) else remembering
            yield forget(levels, proof, clock, level, alone)


def _entering(levels: Levels, proof: ir.Proof, clock: Clock) -> Timeline | None:
    """Go from just within a limit to a level at which it is crossed when enough of the window is new."""
    drive = proof.drive
    bad = levels.bad[0]
    before, firing = levels.near(bad), levels.firing(bad)
    limits = [
        limit
        for alert in firing
        if alert.proof is not None
        for _, limit in alert.proof.bounds
        if min(before, bad) <= limit <= max(before, bad)
    ]
    low, high = drive.domain
    if limits and before in {low, high}:
        # What counts nothing at all stands at 0, below which Prometheus does not extrapolate: the first of it would count for less.
        before = (before + limits[0]) / 2
    beyond = before + (limits[0] - before) / crossing(drive.linear or 0)[1] if limits else before
    if len(set(limits)) != 1 or not low <= beyond <= high or levels.firing(beyond) != firing:
        return None
    timeline = Timeline(levels, proof, clock, stepped=proof)
    settle = max(clock.settle, _RESTARTED) if drive.flows and clock.settle > _SAMPLES else clock.settle
    timeline.hold(before, "just within the limit", settle)
    if drive.flows:
        _flowing(timeline, before, clock)
    _crossing(timeline, beyond, firing, drive.linear or 0)
    return timeline


def _flowing(timeline: Timeline, level: float, clock: Clock) -> None:
    """Hold a level while there is more traffic, and less again: what is one total by another sees both of them in one window."""
    for pace, steps in ((_MORE, _SAMPLES - 2), (1.0, clock.settle + 1)):
        for step in range(_SAMPLES - 2):
            timeline.ask(timeline.steps + step, (), "just within the limit, whatever the traffic", waiting=True)
        timeline.go(level, steps, pace=pace)


def _flooding(levels: Levels, proof: ir.Proof, clock: Clock, least: float, bad: float, drive: Drive | None = None) -> Timeline:
    """Go from too little traffic to so much that there is enough when enough of the window is new."""
    timeline = Timeline(levels, proof, clock, stepped=proof)
    timeline.drive = drive or timeline.drive
    few = least * _FEW
    timeline.hold(bad, "with too little traffic", clock.settle, pace=few, silent=True)
    _crossing(timeline, bad, levels.firing(bad), 1, pace=few + (least - few) / crossing(1)[1])
    return timeline


def _crossing(timeline: Timeline, level: float, firing: Sequence[ir.Alert], lacking: int, *, pace: float = 1.0) -> None:
    """Hold what is beyond a limit when enough of the window is new, of whose samples so many are `lacking`."""
    crossed, _ = crossing(lacking)
    timeline.go(level, crossed, pace=pace)
    timeline.ask(timeline.steps - 2, (), "before enough of the window is new", waiting=True)
    timeline.ask(timeline.steps - 1, firing, "when enough of the window is new", waiting=True)


def _alone(levels: Levels, proof: ir.Proof, clock: Clock, alone: Drive, level: float) -> Timeline:
    """Let all but one of the counters end, and the traffic of the one that is left change: what is left is all there is, until it ends."""
    firing = levels.firing(level)
    timeline = Timeline(levels, proof, clock, stepped=proof)
    timeline.drive = alone
    timeline.go(levels.calm, clock.settle + 1, pace=_MUCH_MORE)
    since = timeline.steps + _SAMPLES - 1
    timeline.ask(since, firing, "when the others are forgotten", waiting=True)
    wait = clock.steps(max((alert.for_ms for alert in firing), default=0))
    timeline.hold(level, "while only one counter exists", _SAMPLES - 1 + wait)
    for pace in (_MORE, 1.0):
        timeline.ask(timeline.steps + 1, firing, "while only one counter exists, whatever the traffic", waiting=True)
        timeline.hold(level, "while only one counter exists, whatever the traffic", 1, pace=pace)
    if firing:
        last = timeline.steps - 1 + remembered()
        timeline.until(None, last, firing, "while the window remembers it", "when the window has forgotten it", since=since)
    return timeline


def _changing(levels: Levels, proof: ir.Proof, clock: Clock) -> Timeline | None:
    """Let something change once, where that is enough: it counts until the window has forgotten it."""
    firing = levels.firing(1.0)
    if levels.firing(0.0) or not firing:
        return None
    timeline = Timeline(levels, proof, clock, stepped=proof)
    timeline.go(0.0, clock.settle + 1)
    since = timeline.steps
    timeline.go(1.0, 1)
    why, after = "while the window remembers a change", "when the window has forgotten it"
    timeline.until(0.0, since + _SAMPLES - 2, firing, why, after, since=since)
    return timeline


def _turning(levels: Levels, proof: ir.Proof, clock: Clock) -> Timeline | None:
    """Go steeply the other way for a whole history, and then beyond a limit: while half of the history tells of before, nobody fires."""
    slides = not isinstance(proof.drive, Predicted) or proof.drive.slides
    bad = levels.far if slides else levels.worst
    firing = levels.firing(bad)
    wait = clock.steps(max(alert.for_ms for alert in firing))
    # What rises comes from far below 0, where there is no share of anything.
    shares = bad > levels.calm and any(isinstance(held.drive, Share) for held in proof.held)
    if shares or _STEPS // 2 + wait + 1 >= _STEPS * _PAST:
        return None
    timeline = Timeline(levels, proof, clock, stepped=proof if slides else None)
    timeline.go(levels.far, _STEPS + 1, pace=-1.0 if slides else 1.0)
    if not any(alert.keep_firing_for_ms for alert in firing):
        timeline.ask(timeline.steps + _STEPS // 2 + wait, (), "while the history tells of before")
    # What is a mean itself tells of before until its own window is new.
    timeline.hold(bad, "when the history tells of it alone", math.ceil(proof.drive.settle_ms / clock.step_ms) + wait)
    return timeline


def _forgetting(levels: Levels, proof: ir.Proof, clock: Clock) -> Timeline:
    """Go from far beyond a limit, with most of the traffic, to where all is well: it counts until the last of it leaves the window."""
    firing = levels.firing(levels.far)
    timeline = Timeline(levels, proof, clock, stepped=proof)
    # Of what first counts when all is well Prometheus would not extrapolate the rate to before it counted.
    timeline.go(levels.calm, 1)
    timeline.go(levels.far, clock.settle + patience(firing, clock) + 1, pace=_outweighing(proof.drive))
    last = timeline.steps - 1 + remembered()
    why, after = "while the window remembers it", "when the window has forgotten it"
    timeline.until(levels.calm, last, firing, why, after, since=clock.settle + 1)
    return timeline


def _outweighing(drive: Drive) -> float:
    """Return the traffic beside which the rest of a window matters little, also to a quantile that one of a thousand decides."""
    deciding = min(drive.quantile, 1 - drive.quantile) if isinstance(drive, Quantile | NativeQuantile) else 1.0
    return _MUCH_MORE * max(1.0, _DECIDING / deciding)
