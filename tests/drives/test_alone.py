"""A share of which only one counter exists: the others end, strangers to them do not, and no value is told that needs them."""

from __future__ import annotations

from msgspec.structs import replace

from tocsin.drives.shares import Share
from tocsin.drives.world import Span, Track
from tocsin.measures import Series
from tocsin.promql import Matcher
from tocsin.units import UNITS


def counter(name: str) -> Series:
    return Series(metric=name, type="counter", base=UNITS["requests"], matchers=(Matcher("job", "=", "api"),), by=())


GOOD, BAD = counter("good_total"), counter("bad_total")
SHARE = Share(of=(BAD,), to=(GOOD, BAD), window_ms=300_000)


def ours(tracks: list[Track], metric: str) -> list[Track]:
    return [track for track in tracks if track.metric == metric and not track.stranger]


def missing(track: Track) -> list[bool]:
    return [run.start is None for run in track.runs for _ in range(run.samples)]


def test_all_of_it_is_bad_while_the_good_are_not_counted() -> None:
    alone = dict(SHARE.alone)[1.0]
    tracks = list(alone.tracks([Span(3, 0.1), Span(2, 1.0)], 60_000))
    assert all(missing(track) == [False, False, False, True, True] for track in ours(tracks, "good_total"))
    assert all(missing(track) == [False] * 5 for track in ours(tracks, "bad_total"))
    assert all(not any(missing(track)) for track in tracks if track.stranger)


def test_the_others_never_exist_where_they_never_did() -> None:
    alone = replace(dict(SHARE.alone)[0.0], ends=0)
    tracks = list(alone.tracks([Span(3, 0.0)], 60_000))
    assert ours(tracks, "bad_total") == []
    assert len(ours(tracks, "good_total")) == 2
    assert any(track.metric == "bad_total" and track.stranger for track in tracks)


def test_the_others_end_after_having_had_half_of_all() -> None:
    alone = replace(dict(SHARE.alone)[0.0], ends=2)
    tracks = list(alone.tracks([Span(2, 0.0), Span(3, 0.0)], 60_000))
    for track in ours(tracks, "bad_total"):
        assert missing(track) == [False, False, True, True, True]
    first = {name: sum(track.runs[0].start or 0.0 for track in ours(tracks, name)) for name in ("good_total", "bad_total")}
    assert first["good_total"] == first["bad_total"] > 0


def test_a_complement_is_the_other_way_round() -> None:
    assert [level for level, _ in SHARE.alone] == [0.0, 1.0]
    assert [level for level, _ in replace(SHARE, complement=True).alone] == [1.0, 0.0]


def test_what_a_part_is_recorded_as_that_never_counted_is_not_asked() -> None:
    told = dict(SHARE.alone)
    assert told[0.0].recorded("", 0.0, 1.0) is None
    assert told[1.0].recorded("", 1.0, 1.0) == 1.0


def test_gauges_are_never_alone() -> None:
    part, rest = (replace(series, type="gauge") for series in (BAD, GOOD))
    assert Share(of=(part,), to=(rest, part), window_ms=300_000).alone == ()
