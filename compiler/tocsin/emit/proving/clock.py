"""The units of time of a proof: the length of a step and of a grain, and how many steps things take."""

from __future__ import annotations

import math
from collections.abc import Sequence

from msgspec import Struct

from tocsin import ir
from tocsin.drives import Drive

_STEPS_MS = tuple(
    seconds * 1000
    for seconds in (
        1, 2, 5, 10, 15, 20, 25, 30, 50, 60, 75, 90, 100, 120, 150, 180, 240, 300, 450, 540, 600, 840, 900, 1200, 1500, 1800, 2700, 3300,
        3600, 6900, 7200, 10_800, 14_400, 21_600, 43_200, 82_800, 86_400,
    )
)  # fmt: skip
_GRAIN_MS = 60_000
"""The longest time between two samples: stories that need no shorter one can then share a test."""
_PARTS = (4 / 15, 1 / 2)
"""Steps that suit a wait, as parts of it: four of the first are a fifteenth longer than the wait, three of it a fifth shorter."""
_TOLD = ((0.8, 1.2), (0.8, 2.0), (0.6, 1.5), (0.5, 2.0))
"""How much shorter and how much longer a wrong wait must be for a test to notice it, as multiples of the right one; the best first."""
_READ = 5000
"""The most samples that a window may hold: promtool cannot read more than 10,000 of one series."""
_RECORDED = 4
"""The least number of steps in the shortest time over which recorded samples are read."""
_PATTERN = 6
"""How many steps a past takes that varies."""
_MOST = 1500
"""The most steps that a past may take: every rule is evaluated at each of them."""
_LEAST = 500
"""The least number of steps of a past that would take more than that, with a longer step."""


class Clock(Struct, frozen=True, kw_only=True):
    """How long things take in a test: rules are evaluated every `step_ms`, and series have a sample every `grain_ms`, a part of it."""

    step_ms: int
    grain_ms: int
    settle: int
    """How many steps after the first one of a level nothing that was before it counts any more."""
    begins: int
    """The same where the world began with the level."""
    after: int
    """The same after a past, during which the windows of guards have filled."""
    wait: int
    """How many steps the alert with the longest `for` waits."""
    keep: int
    """For how many steps the alert with the longest `keep_firing_for` fires after its condition has ended."""

    @property
    def grains(self) -> int:
        """Samples a step."""
        return self.step_ms // self.grain_ms

    def steps(self, time_ms: float) -> int:
        """Return how many steps `time_ms` takes, rounded up."""
        return math.ceil(time_ms / self.step_ms)


def clock_of(alerts: Sequence[ir.Alert], proof: ir.Proof) -> Clock | None:
    """Return the clock of a test of `alerts`; None when no step is both short and long enough for all that they need."""
    drives = [proof.drive, *(held.drive for held in proof.held)]
    step_ms = _step(alerts, proof.drive, drives)
    if step_ms is None:
        return None
    grain_ms = _grain(step_ms, drives)
    settles = [_settled(drive, step_ms) for drive in drives]
    begins = [settle if drive.begins is None else drive.begins for drive, settle in zip(drives, settles, strict=True)]
    return Clock(
        step_ms=step_ms,
        grain_ms=grain_ms,
        settle=max(settles),
        begins=max(begins),
        after=begins[0],
        wait=math.ceil(max(alert.for_ms for alert in alerts) / step_ms),
        keep=math.ceil(max(alert.keep_firing_for_ms for alert in alerts) / step_ms),
    )


def _step(alerts: Sequence[ir.Alert], drive: Drive, drives: Sequence[Drive]) -> int | None:
    """Return the longest step at which a test notices every wait that is a fifth too short or too long, or at least half or double.

    Where weeks of the past are read, so short a step would make the test too slow, and a longer one is returned. None: the wait does not
    fit into the past.
    """
    waits = [wait for alert in alerts for wait in (alert.for_ms, alert.keep_firing_for_ms) if wait]
    recorded = [each.recorded_ms // _RECORDED for each in drives if each.recorded_ms]
    longest = min([*(wait - 1 for wait in waits), *recorded], default=max(_GRAIN_MS, *(each.settle_ms for each in drives)))
    wait_ms = max(alert.for_ms for alert in alerts)
    known = {*_STEPS_MS, *(round(wait * part) for wait in waits for part in _PARTS)}
    steps = sorted(step for step in known if drive.sharp_ms <= step <= longest and _in_time(step, wait_ms, drive))
    if drive.sharp_ms and not steps:
        # A past that is not always the same, and short: it and the wait must fit into the window, and no more.
        room_ms = _RECORDED * drive.recorded_ms - wait_ms
        steps = sorted(step for step in known if drive.sharp_ms <= step <= room_ms // _PATTERN and _in_time(step, wait_ms, drive))
        if not steps:
            return None
    steps = steps or [_STEPS_MS[0]]

    def past_ms(step_ms: int) -> int:
        return sum(span.steps for span in drive.past(step_ms, _grain(step_ms, drives))) * step_ms

    for less, more in _TOLD:
        for step_ms in reversed(steps):
            if all(_tells(step_ms, wait, less, more) for wait in waits) and past_ms(step_ms) <= _MOST * step_ms:
                return step_ms
    step_ms = steps[-1]
    if drive.sharp_ms:
        return step_ms  # a shorter one would blur the past
    return max(step for step in _STEPS_MS if step <= max(past_ms(step_ms) // _LEAST, step_ms) and step <= min(recorded, default=step))


def _tells(step_ms: int, wait_ms: int, less: float, more: float) -> bool:
    """Tell whether a test with this step notices a wait of `less` or `more` times `wait_ms`."""
    steps = math.ceil(wait_ms / step_ms)
    return less * wait_ms <= (steps - 1) * step_ms and steps * step_ms < more * wait_ms


def _grain(step_ms: int, drives: Sequence[Drive]) -> int:
    """Return the longest grain at which samples are close enough for every drive, but not too many for the longest window."""
    nearest = max(_GRAIN_MS, *(drive.settle_ms // _READ for drive in drives))
    return _part(step_ms, min([nearest, *(drive.grain_ms for drive in drives if drive.grain_ms)]))


def closer(step_ms: int, drives: Sequence[Drive]) -> int:
    """Return the longest grain at which samples are close enough for `drives`."""
    nearest = min((drive.grain_ms for drive in drives if drive.grain_ms), default=step_ms)
    return _part(step_ms, nearest)


def _part(step_ms: int, nearest: int) -> int:
    """Return the longest time that is no longer than `nearest` and divides a step evenly."""
    return step_ms // next(count for count in range(math.ceil(step_ms / nearest), step_ms + 1) if step_ms % count == 0)


def _in_time(step_ms: int, wait_ms: int, drive: Drive) -> bool:
    """Tell whether a level can be held for the whole wait before it becomes a part of the past that it is compared with."""
    if math.isinf(drive.lasts_ms) or not drive.lasts_ms:
        return True
    return (_settled(drive, step_ms) + math.ceil(wait_ms / step_ms)) * step_ms < drive.lasts_ms


def _settled(drive: Drive, step_ms: int) -> int:
    """Return the steps until a window holds nothing of before: one more where there is time, for windows that hold both of their ends.

    https://prometheus.io/docs/prometheus/latest/migration/#range-selectors-and-lookback-exclude-samples-coinciding-with-the-left-boundary
    """
    return max(math.ceil(drive.settle_ms / step_ms) - (1 if math.isfinite(drive.lasts_ms) else 0), 0)
