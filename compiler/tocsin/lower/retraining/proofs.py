"""The proofs of the alerts on a schedule: runs that fail, succeed, are late or take long, with a sample for each minute."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import partial
from math import ceil, inf
from typing import Final

from msgspec import Struct

from tocsin.drives import Run, Track
from tocsin.drives.given_series import given_series
from tocsin.drives.labels import satisfying, strangers
from tocsin.ir import Moment, Scene, Script
from tocsin.promql import Selector

_MINUTE_MS: Final = 60_000
_HOUR_MS: Final = 3_600_000
_FINE: Final = 64
"""Steps in a time whose end is looked for."""
_NEVER: Final = 1e9
"""Seconds that no proof reaches."""


_LAG: Final = 7200.0
"""Seconds by which one exporter lags behind another."""


class Jobs(Struct, frozen=True):
    """What kube-state-metrics tells of jobs: when they started, who owns them, and a state that is 1 or 0."""

    started: Selector
    owned: Selector
    state: Selector


def failed(jobs: Jobs, succeeded: Selector) -> Script:
    """Return the proof of an alert on failed runs since the last good one: they are counted, and a good one ends it."""
    step_ms, steps = 10 * _MINUTE_MS, 12
    seconds = step_ms / 1000
    # Name of the job, at which step it starts, and at which it has failed; two start shortly before and after a good one ends.
    runs = (
        ("run-1", 2.0, 3.0), ("run-2", 4.0, inf), ("run-3", 4.9, 5.0), ("run-4", 5.1, 6.0), ("run-5", 6.0, 7.0), ("run-6", 7.0, 8.0),
        ("run-7", 9.0, inf),
    )  # fmt: skip
    ended = {5: 5 * seconds, 10: 10 * seconds}
    tracks = [*_lagging(succeeded, steps, lambda step: _latest(ended, step))]
    for name, start, failing in runs:
        tracks += _job(jobs, name, steps, ceil(start), start * seconds, partial(_since, failing))
    tracks += _foreign(jobs, steps, _NEVER)
    # Of a job that went well the same metric says that it did not fail.
    tracks += [*_of_job(jobs.started, "run-8", steps, 0, _NEVER), *_of_job(jobs.owned, "run-8", steps, 0, 1.0)]
    tracks += [
        Track(metric=jobs.state.metric or "", labels={**labels, "job_name": "run-8"}, runs=(Run(1.0, 0.0, steps),))
        for matcher, labels in strangers(jobs.state.matchers, satisfying(jobs.state.matchers))
        if matcher.label == "condition"
    ]
    counts = {2: 0, 3: 1, 4: 1, 5: 0, 6: 1, 7: 2, 8: 3, 9: 3, 10: 0}
    return _script("failed", step_ms, tracks, [(step, float(count) or None, "failed runs are counted") for step, count in counts.items()])


def late(succeeded: Selector, created: Selector, late_ms: int) -> Script:
    """Return the proof of an alert that no run ended well for too long: since the schedule was made, and since the last that did."""
    step_ms, within = _steps(late_ms)
    seconds, again = step_ms / 1000, within + 2
    length = again + within + 3
    tracks = [
        *_lagging(created, length, lambda _: 0.0),
        *_lagging(succeeded, length, lambda step: again * seconds if step >= again else None),
    ]
    beyond = (within + 1) * seconds
    return _script(
        "late", step_ms, tracks, [
            (within, None, "in time after it was made"), (within + 1, beyond, "late after it was made"),
            (again, None, "when one ended well"),
            (again + within, None, "in time"), (again + within + 1, beyond, "late"),
        ],
    )  # fmt: skip


def slow(jobs: Jobs, slow_ms: int) -> Script:
    """Return the proof of an alert that a run takes too long: it tells of the oldest that is running."""
    step_ms, within = _steps(slow_ms)
    seconds, first, second = step_ms / 1000, 2, 6
    ends = first + within + 3
    length = second + within + 4
    tracks = [
        *_job(jobs, "run-1", length, first, first * seconds, lambda step: float(step < ends)),
        *_job(jobs, "run-2", length, second, second * seconds, lambda _: 1.0),
        *_foreign(jobs, length, -_NEVER),
    ]
    beyond = (within + 1) * seconds
    return _script(
        "slow", step_ms, tracks, [
            (first + within, None, "not yet too long"), (first + within + 1, beyond, "too long"),
            (ends, None, "when it has ended and another runs"), (second + within + 1, beyond, "when that takes too long as well"),
        ],
    )  # fmt: skip


def workflow_failed(failing: Selector, succeeded: Selector, recent_ms: int) -> Script:
    """Return the proof of an alert on workflows that failed lately while none ended well; counters appear with the value 1."""
    tenth, steps = recent_ms // 10, 70
    first, grows, other, good, again = 20, 40, 41, 44, 60

    def failures(step: int) -> float | None:
        return None if step < first else 1.0 + (step >= grows)

    def errors(step: int) -> float | None:
        return None if step < other else 1.0 + (step >= again)

    alternative = satisfying(failing.matchers) | {
        matcher.label: matcher.value.split("|")[-1] for matcher in failing.matchers if matcher.op == "=~"
    }
    tracks = [
        *_stepwise(failing, steps, failures, grow=True),
        Track(metric=failing.metric or "", labels=alternative, runs=_runs(steps, errors)),
        *_stepwise(succeeded, steps, lambda step: None if step < good else 1.0, grow=True),
    ]
    return _script(
        "workflow failed", tenth, tracks, [
            (first - 1, None, "before any has failed"), (first, 1.0, "when the first has failed"),
            (first + 9, 1.0, "while that is recent"),
            (first + 11, None, "when that is long ago"), (grows, 1.0, "when another has failed"), (other, 2.0, "when one had an error too"),
            (good, None, "when one has ended well"), (again - 1, None, "when all is long ago"), (again, 1.0, "when one has an error again"),
        ],
    )  # fmt: skip


def workflow_late(succeeded: Selector, late_ms: int) -> Script:
    """Return the proof of an alert that no workflow ended well for too long, as long as the schedule is as old."""
    whole = next(count for count in range(max(ceil(late_ms / _HOUR_MS), 8), late_ms + 1) if late_ms % count == 0)
    good, more = whole + 2, 2 * whole + 4

    def successes(step: int) -> float | None:
        return None if step < good else 1.0 + (step >= more)

    tracks = _stepwise(succeeded, more + whole + 2, successes, grow=True)
    return _script(
        "workflow late", late_ms // whole, tracks, [
            (whole - 1, None, "in time after it was made"), (whole, 1.0, "late after it was made"),
            (good, None, "when the first ended well"),
            (good + whole - 1, None, "in time"), (good + whole, 1.0, "late"), (more, None, "when another ended well"),
            # What grew between two samples is seen as long as both are in the window.
            (more + whole - 3, None, "in time"), (more + whole + 1, 1.0, "late"),
        ],
    )  # fmt: skip


def _script(title: str, step_ms: int, tracks: Iterable[Track], asked: Sequence[tuple[int, float | None, str]]) -> Script:
    moments = tuple(Moment(step=step, fires=level is not None, level=level, why=why) for step, level, why in asked)
    known = tuple(tracks)
    return Script(tell=lambda: (Scene(title=title, step_ms=step_ms, tracks=known, moments=moments),))


def _steps(time_ms: int) -> tuple[int, int]:
    """Return a step in whole minutes of which a time has many, and how many of them are within it."""
    step_ms = ceil(time_ms / _FINE / _MINUTE_MS) * _MINUTE_MS
    return step_ms, time_ms // step_ms


def _job(jobs: Jobs, name: str, steps: int, start: int, at: float, state: Callable[[int], float]) -> Iterator[Track]:
    """Yield a job of the schedule that starts at step `start`, `at` seconds."""
    yield from _of_job(jobs.started, name, steps, start, at)
    yield from _of_job(jobs.owned, name, steps, start, 1.0)
    labels = {**satisfying(jobs.state.matchers), "job_name": name}
    yield Track(metric=jobs.state.metric or "", labels=labels, runs=_runs(steps, lambda step: None if step < start else state(step)))


def _of_job(series: Selector, name: str, steps: int, start: int, value: float) -> Iterator[Track]:
    labels = {**satisfying(series.matchers), "job_name": name}
    yield Track(metric=series.metric or "", labels=labels, runs=_runs(steps, lambda step: None if step < start else value))


def _foreign(jobs: Jobs, steps: int, at: float) -> Iterator[Track]:
    """Yield jobs that are not the schedule's, started at a time that would matter, in the state that would."""
    for index, (matcher, labels) in enumerate(strangers(jobs.owned.matchers, satisfying(jobs.owned.matchers))):
        name = f"foreign-{index}"
        yield Track(metric=jobs.owned.metric or "", labels={**labels, "job_name": name}, runs=(Run(1.0, 0.0, steps),))
        for series, value in ((jobs.started, at), (jobs.state, 1.0)):
            # What differs in a label that all three have differs in all three: another namespace has jobs of the same name.
            own = satisfying(series.matchers)
            if matcher.label in own and matcher.label in labels:
                own[matcher.label] = labels[matcher.label]
            yield Track(metric=series.metric or "", labels={**own, "job_name": name}, runs=(Run(value, 0.0, steps),))


def _stepwise(
    series: Selector, steps: int, value: Callable[[int], float | None], *, others: float = 0.0, grow: bool = False
) -> Iterator[Track]:
    """Yield a series with a value for each step, and its strangers, which have one value or grow all the time."""
    yield from given_series(series.metric or "", series.matchers, _runs(steps, value), others=(Run(others, 1.0 if grow else 0.0, steps),))


def _lagging(series: Selector, steps: int, value: Callable[[int], float | None]) -> Iterator[Track]:
    """Yield a time as two exporters tell it, of which one lags behind, and strangers."""
    yield from _stepwise(series, steps, value, others=_NEVER)
    lagging = _runs(steps, lambda step: None if (found := value(step)) is None else found - _LAG)
    yield Track(metric=series.metric or "", labels={**satisfying(series.matchers), "instance": "replica-1"}, runs=lagging)


def _runs(steps: int, value: Callable[[int], float | None]) -> tuple[Run, ...]:
    found: list[Run] = []
    for step in range(steps):
        now = value(step)
        if found and found[-1].start == now:
            found[-1] = found[-1]._replace(samples=found[-1].samples + 1)
        else:
            found.append(Run(now, 0.0, 1))
    return tuple(found)


def _since(begin: float, step: int) -> float:
    return float(step >= begin)


def _latest(ended: dict[int, float], step: int) -> float | None:
    return max((at for when, at in ended.items() if when <= step), default=None)
