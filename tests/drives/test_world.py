"""Samples of a proof's world: counters count what they should, and forget it when they restart."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from tocsin.drives.world import Run, Span, counted, held, restarted, starts

SPANS = st.lists(st.integers(0, 6).map(lambda steps: Span(steps, 1.0)), min_size=1, max_size=5)


def samples(runs: tuple[Run, ...]) -> list[float | None]:
    return [None if run.start is None else run.start + run.step * index for run in runs for index in range(run.samples)]


@given(SPANS, st.data())
def test_a_counter_counts_its_rate_from_the_first_step_of_a_span(spans: list[Span], data: st.DataObject) -> None:
    rates = data.draw(st.lists(st.integers(0, 50).map(float), min_size=len(spans), max_size=len(spans)))
    found = samples(counted(spans, rates, 2000))
    before, at = 0.0, 0
    for span, rate in zip(spans, rates, strict=True):
        for _ in range(span.steps):
            value = found[at]
            assert value is not None
            assert value - before == rate * 2
            before, at = value, at + 1
    assert len(found) == at


@given(SPANS, st.integers(0, 4))
def test_a_restart_loses_what_was_counted_and_no_sample(spans: list[Span], at: int) -> None:
    runs = counted(spans, [3.0] * len(spans), 1000)
    whole, lost = samples(runs), samples(restarted(runs, at))
    assert len(whole) == len(lost)
    falls = [index for index in range(1, len(lost)) if lost[index] < lost[index - 1]]  # type: ignore[operator]  # none is missing
    assert len(falls) <= 1
    assert all(value >= 0 for value in lost)  # type: ignore[operator]  # none is missing
    if falls:
        assert lost[falls[0]] == 3  # what was counted since


@given(SPANS)
def test_spans_begin_where_those_before_them_end(spans: list[Span]) -> None:
    assert list(starts(spans)) == [sum(span.steps for span in spans[:index]) for index in range(len(spans))]


def test_what_is_missing_has_no_samples() -> None:
    assert samples(held([Span(2, 1.0), Span(1, None), Span(0, 9.0)], [1.0, None, 9.0])) == [1.0, 1.0, None]
