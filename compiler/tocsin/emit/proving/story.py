"""The story that proves the alerts of one name: what the world does step by step, and who must fire in it."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from tocsin import ir
from tocsin.drives import Absence, Span, Track

_NEAR = 0.013727
"""How near a level is to a limit: by a fraction that no way of showing a number rounds in the middle."""
_FAR = 1000.0
_BURST = 1000.0
_STEPS_MS = tuple(seconds * 1000 for seconds in (1, 5, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 14400, 21600, 43200, 86400))
_SAMPLES = 5
"""Samples that a window must hold at least."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """Which of a story's alerts fire at a step."""

    step: int
    firing: tuple[ir.Alert, ...]
    level: float | None
    """The value that they must tell; None: it is on its way, and only who fires is asked."""
    why: str
    gone: bool = False
    """Whether the world is idle then: what is a state is gone."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Story:
    """Alerts of one name, what the world does, and when which of them fires."""

    name: str
    alerts: tuple[ir.Alert, ...]
    step_ms: int
    tracks: tuple[Track, ...]
    checks: tuple[Check, ...]

    @property
    def families(self) -> frozenset[str]:
        """The metrics that it fills: two stories of one metric cannot be told at once."""
        return frozenset(track.family for track in self.tracks)

    @property
    def steps(self) -> int:
        """How many steps it takes."""
        return max(check.step for check in self.checks) + 1


def story(alerts: Sequence[ir.Alert]) -> Story | None:
    """Return the story of `alerts`, which have one name and one value; None when it cannot be told."""
    proofs = [alert.proof for alert in alerts]
    first = proofs[0]
    if first is None or any(proof is None or proof.drive != first.drive or proof.held != first.held for proof in proofs):
        return None
    teller = _Teller(tuple(alerts), first)
    told = teller.told() if teller.levels() else None
    if told is None or len({(track.metric, *sorted(track.labels.items())) for track in told.tracks}) < len(told.tracks):
        # What is compared is also what it is compared with, and cannot be brought to two levels at once.
        return None
    return told


class _Teller:
    """Tells one story: spans of the world, and what is asked at which step of them."""

    def __init__(self, alerts: tuple[ir.Alert, ...], proof: ir.Proof) -> None:
        self.alerts = alerts
        self.drive = proof.drive
        self.held = proof.held
        waits = [alert.for_ms for alert in alerts]
        self.settle_ms = max([self.drive.settle_ms, *(held.drive.settle_ms for held in self.held)])
        self.step_ms = _step([*waits, *(alert.keep_firing_for_ms for alert in alerts)], [self.settle_ms])
        self.settle = math.ceil(self.settle_ms / self.step_ms) + 1
        self.wait = math.ceil(max(waits) / self.step_ms)
        self.keep = math.ceil(max(alert.keep_firing_for_ms for alert in alerts) / self.step_ms)
        self.spans: list[Span] = []
        self.guards: list[bool] = []
        """Whether the guards hold, in each of the spans."""
        self.checks: list[Check] = []

    def levels(self) -> list[float]:
        """Return the levels around every limit, none of them out of the value's domain; none when some alert could never fire."""
        low, high = self.drive.domain
        found: set[float] = set(self.drive.states)
        bounds = [bound for alert in self.alerts if alert.proof is not None for bound in alert.proof.bounds]
        for op, limit in () if found else bounds:
            near = abs(limit) * _NEAR or _NEAR
            found |= {max(limit - near, low), min(limit + near, high), *([limit] if op == "==" else ())}
        usable = sorted(level for level in found if low <= level <= high)
        fires = all(any(self._fires(alert, level) for level in usable) for alert in self.alerts)
        return usable if fires and any(not self._firing(level) for level in usable) else []

    def told(self) -> Story:
        """Tell it."""
        usable = self.levels()
        calm = self._calm(usable)
        quiet = [level for level in usable if not self._firing(level)]
        bad = sorted((level for level in usable if self._firing(level)), key=lambda level: abs(level - calm))
        worst = max(bad, key=lambda level: len(self._firing(level)))
        near = min(quiet, key=lambda level: abs(level - bad[0]))
        if self.drive.idles:
            self._hold(None, "while nothing happens")
        for level in quiet:
            self._hold(level, "just within the limit")
        for level in bad:
            self._hold(calm, "well within the limit")
            self._early(level)
            self._hold(level, "just beyond the limit")
        self._hold(calm, "after it has recovered")
        if any(held.against is not None for held in self.held):
            self._hold(worst, "while a guard does not hold", guards=False)
            self._hold(calm, "well within the limit")
        if self.drive.little is not None:
            self._hold(worst, "with too little traffic", pace=self.drive.little)
            self._hold(calm, "well within the limit")
        self._hold(near, "just within the limit")
        self._burst(worst, near)
        self._hold(calm, "after it has recovered")
        return Story(
            name=self.alerts[0].name, alerts=self.alerts, step_ms=self.step_ms, tracks=tuple(self._tracks(calm)), checks=tuple(self.checks)
        )

    def _fires(self, alert: ir.Alert, level: float | None) -> bool:
        return alert.proof is not None and alert.proof.fires(level)

    def _firing(self, level: float | None) -> tuple[ir.Alert, ...]:
        return tuple(alert for alert in self.alerts if self._fires(alert, level))

    def _calm(self, usable: Sequence[float]) -> float:
        """Return a level at which all is well, farther from the limits than any of `usable`."""
        quiet = [level for level in usable if not self._firing(level)]
        limits = [limit for alert in self.alerts if alert.proof is not None for _, limit in alert.proof.bounds]
        low, high = self.drive.domain
        floor = max(low, 0.0) if min(limits) >= 0 else low
        wider = [each for level in quiet for each in (level / 2, level * 2, level - abs(level) - 1, level + abs(level) + 1)]
        candidates = [*quiet, (min(quiet) + max(quiet)) / 2, *(min(max(level, floor), high) for level in wider)]
        return max(
            (level for level in candidates if not self._firing(level)), key=lambda level: min(abs(level - limit) for limit in limits)
        )

    @property
    def _now(self) -> int:
        return sum(span.steps for span in self.spans)

    def _hold(self, level: float | None, why: str, *, guards: bool = True, pace: float = 1.0) -> None:
        """Hold a level for as long as the longest alert would wait, and ask at the end who fires."""
        firing = self._firing(self.drive.idle if level is None else level) if guards and pace >= 1 else ()
        self.spans.append(Span(self.settle + max(self.wait, self.keep) + 2, level, pace))
        self.guards.append(guards)
        told = self.drive.idle if level is None else level
        self.checks.append(Check(step=self._now - 1, firing=firing, level=told, why=why, gone=level is None))

    def _early(self, level: float) -> None:
        """Ask, just before any of the alerts can have waited long enough at `level`, which comes next: nobody fires."""
        shortest = min(math.ceil(alert.for_ms / self.step_ms) for alert in self._firing(level))
        if shortest > 1:
            self._ask(self._now + shortest - 1, (), "before its time")

    def _burst(self, level: float, before: float) -> None:
        """Go far beyond every limit at once: nobody fires before its time, and everybody right after it."""
        far = self._far(level, before)
        start, firing = self._now, self._firing(far)
        times = [self._times(alert, before, start) for alert in firing]
        for step in sorted({early - 1 for early, _ in times}):
            sure = all(step < early or step >= late for early, late in times)
            if step > start and sure:
                self._ask(step, [alert for alert, (_, late) in zip(firing, times, strict=True) if step >= late], "before its time")
        last = max(late for _, late in times)
        self._ask(last, firing, "after its time")
        self.spans.append(Span(last - start + 1, far, _BURST))
        self.guards.append(True)

    def _far(self, level: float, before: float) -> float:
        low, high = self.drive.domain
        edge = high if level > before else low
        far = edge if math.isfinite(edge) else level + math.copysign(_FAR * (abs(level) + 1), level - before)
        return far if self._firing(far) == self._firing(level) else level

    def _times(self, alert: ir.Alert, before: float, start: int) -> tuple[int, int]:
        """Return the first step at which `alert` may fire and the one at which it must."""
        assert alert.proof is not None  # noqa: S101  # it fires
        delay = max((self.drive.delay_ms(before, limit) for _, limit in alert.proof.bounds), default=0)
        wait = start + math.ceil(alert.for_ms / self.step_ms)
        return wait, wait + math.ceil(delay / self.step_ms) + 1

    def _ask(self, step: int, firing: Sequence[ir.Alert], why: str) -> None:
        self.checks.append(Check(step=step, firing=tuple(firing), level=None, why=why))

    def _tracks(self, calm: float) -> Iterator[Track]:
        yield from self.drive.tracks(self.spans, self.step_ms)
        if self.drive.by and not isinstance(self.drive, Absence):
            yield from self.drive.tracks([span._replace(level=calm, pace=1.0) for span in self.spans], self.step_ms, turn=2)
        for held in self.held:
            away = held.level if held.against is None else held.against
            spans = [
                span._replace(level=held.level if holds else away, pace=1.0) for span, holds in zip(self.spans, self.guards, strict=True)
            ]
            yield from held.drive.tracks(spans, self.step_ms)


def _step(waits: Sequence[int], windows: Sequence[int]) -> int:
    """Return the longest step by which every wait can be told from its half and its double, and every window has samples."""
    most = [wait / 2 for wait in waits if wait] + [window / _SAMPLES for window in windows if window]
    return max((step for step in _STEPS_MS if step <= min(most, default=60_000)), default=_STEPS_MS[0])
