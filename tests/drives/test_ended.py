"""Worlds in which some of the counters have ended: what the others still count is all that there is."""

import pytest

from tocsin.drives import Span
from tocsin.drives.ended import Ended, ended
from tocsin.measures import Counted, Series
from tocsin.promql import Matcher
from tocsin.units import UNITS


def counter(metric: str, *more: Matcher) -> Series:
    return Series(metric=metric, type="counter", base=UNITS["requests"], matchers=(Matcher("model", "=", "m"), *more), by=())


OK, BAD = counter("ok_total"), counter("bad_total")
EVERY, FAILED = counter("requests_total"), counter("requests_total", Matcher("code", "=~", "5.."))
SPANS = (Span(20, 0.0), Span(10, 0.0, 2.0))


def shares(events: Counted) -> dict[tuple[str, ...], float | None]:
    return {
        tuple(series.metric + "".join(each.label for each in series.matchers[1:]) for series in one.there): one.share
        for one in ended(events)
    }


@pytest.mark.parametrize(
    ("events", "expected"),
    [
        (Counted(part=(BAD,), whole=(OK, BAD)), {("ok_total",): 0.0, ("bad_total",): 1.0}),
        (Counted(part=(OK,), whole=(OK, BAD), good=True), {("ok_total",): 0.0, ("bad_total",): 1.0}),
        (Counted(part=(FAILED,), whole=(EVERY,)), {("requests_total",): 0.0, ("requests_totalcode",): 1.0}),
        # Nobody counts all events when only those of a part are counted, under another name.
        (Counted(part=(OK,), whole=(EVERY,), good=True), {("requests_total",): 1.0}),
    ],
)
def test_what_is_bad_is_told_by_who_still_counts(events: Counted, expected: dict[tuple[str, ...], float]) -> None:
    assert shares(events) == expected


def test_of_three_counters_all_combinations_are_told() -> None:
    found = list(ended(Counted(part=(BAD,), whole=(OK, BAD, EVERY))))
    assert len(found) == 6


def test_who_ended_has_no_samples_any_more_and_its_strangers_go_on() -> None:
    events = Counted(part=(BAD,), whole=(OK, BAD))
    tracks = list(Ended(events=events, there=(BAD,)).tracks(SPANS, 60_000, ended=3, traffic=10.0))
    kept = {track.metric: sum(run.samples for run in track.runs if run.start is not None) for track in tracks if not track.stranger}
    assert kept == {"ok_total": 3, "bad_total": 30}
    assert {sum(run.samples for run in track.runs if run.start is not None) for track in tracks if track.stranger} == {30}


def test_who_goes_on_counts_all_of_the_traffic() -> None:
    events = Counted(part=(FAILED,), whole=(EVERY,))
    tracks = [track for track in Ended(events=events, there=(FAILED,)).tracks(SPANS, 60_000, ended=3, traffic=10.0) if not track.stranger]
    failed = [track for track in tracks if track.labels.get("code", "").startswith("5")]
    # Of the last span, a minute of twice the traffic.
    assert sum(track.runs[-1].step for track in failed) == pytest.approx(10.0 * 2.0 * 60)
    assert all(track.runs[-1].start is None for track in tracks if track not in failed)
