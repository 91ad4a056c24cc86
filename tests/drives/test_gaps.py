"""Worlds that move or pause: what is paused has no samples and all else stays, and a line is the same line in one run."""

from __future__ import annotations

import math
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from tocsin.drives.gaps import ends_of, joined, only, paused, rising, spread, stretched
from tocsin.drives.world import Native, Run, Span, Track, held

LEVELS = st.lists(st.tuples(st.integers(1, 5), st.none() | st.integers(-9, 9).map(float)), min_size=1, max_size=6)


def samples(track: Track) -> list[float | None]:
    return [None if run.start is None else run.start + run.step * index for run in track.runs for index in range(run.samples)]


@given(LEVELS)
def test_a_pause_takes_its_own_samples_and_no_others(levels: list[tuple[int, float | None]]) -> None:
    spans = [Span(steps, level) for steps, level in levels]
    moving = Track(metric="m", labels={}, runs=(Run(1.0, 1.0, sum(span.steps for span in spans)),))
    (found,) = paused([moving], spans)
    told = [span.level for span in spans for _ in range(span.steps)]
    assert samples(found) == [None if level is None else 1.0 + index for index, level in enumerate(told)]


def test_all_that_a_native_histogram_holds_pauses_and_is_spread_with_its_counts() -> None:
    runs = (Run(0.0, 1.0, 4),)
    track = Track(metric="m", labels={}, runs=runs, native=Native(runs, {1: runs}))
    (silent,) = paused([track], [Span(2, 1.0), Span(2, None)])
    (apart,) = spread([track], 2)
    for found in (silent, apart):
        assert found.native == Native(found.runs, {1: found.runs})
    assert samples(silent) == [0.0, 1.0, None, None]
    assert samples(apart) == [0.0, None, 1.0, None, 2.0, None, 3.0]


@given(LEVELS, st.sets(st.integers(0, 40)))
def test_of_chosen_samples_there_are_no_others(levels: list[tuple[int, float | None]], chosen: set[int]) -> None:
    count = sum(steps for steps, _ in levels)
    moving = Track(metric="m", labels={}, runs=(Run(1.0, 1.0, count),))
    (found,) = only([moving], {step for step in chosen if step < count})
    assert samples(found) == [1.0 + index if index in chosen else None for index in range(count)]


@given(LEVELS)
def test_joined_runs_have_the_same_samples(levels: list[tuple[int, float | None]]) -> None:
    each = [Span(1, level) for steps, level in levels for _ in range(steps)]
    track = Track(metric="m", labels={}, runs=held(each, [span.level for span in each]))
    (found,) = joined([track])
    assert samples(found) == samples(track)
    assert len(found.runs) <= len(track.runs)


@given(st.integers(1, 9), st.integers(-9, 9), st.integers(-9, 9))
def test_what_rises_ends_at_its_end(steps: int, end: int, slope: int) -> None:
    moving = rising([Span(steps, 0.0)], [float(end)], [float(slope)])
    told = [span.level for span in moving for _ in range(span.steps)]
    assert len(told) == steps
    assert math.isclose(told[-1] or 0.0, end)
    assert all(math.isclose((after or 0.0) - (before or 0.0), slope) for before, after in pairwise(told))


def test_a_line_is_told_by_its_ends() -> None:
    spans = [Span(4, 1.0), Span(1, 2.0), Span(0, 3.0), Span(3, 5.0)]
    ends, slopes = [10.0, 20.0, 0.0, 7.0], [2.0, 1.0, 1.0, 0.0]
    told = ends_of(spans, ends, slopes)
    track = Track(metric="x", labels={}, runs=held(told, [span.level for span in told]))
    (found,) = stretched([track], spans)
    assert found.runs == (Run(4.0, 2.0, 4), Run(20.0, 0.0, 1), Run(7.0, 0.0, 3))
