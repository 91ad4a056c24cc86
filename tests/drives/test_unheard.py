"""What a rehearsal plays of values that there are even when no series is, of samples of a gauge, and of a difference that is held."""

from __future__ import annotations

import math
from collections.abc import Iterable

import pytest

from tocsin.drives import Gauge, Span, Track
from tocsin.drives.burn import Uncounted, event_tracks
from tocsin.drives.difference import Difference
from tocsin.drives.health import Member, health_of
from tocsin.measures import Samples, Series
from tocsin.promql import Matcher
from tocsin.units import UNITS


def gauge(metric: str, job: str, unit: str = "bool") -> Gauge:
    series = Series(metric=metric, type="gauge", base=UNITS[unit], matchers=(Matcher("job", "=", job),), by=())
    return Gauge(series=series, aggregate="min", two_valued=unit == "bool")


MEMBERS = (
    Member(weight=1.0, signals=(gauge("up", "chat"),), sleeps=False),
    Member(weight=2.0, signals=(gauge("up", "search"), gauge("probe_success", "search")), sleeps=False),
    Member(weight=5.0, signals=(gauge("up", "batch"),), sleeps=True),
)
HEALTH = health_of(MEMBERS)


def ours(tracks: Iterable[Track]) -> list[Track]:
    return [track for track in tracks if not track.stranger]


def least(tracks: Iterable[Track], label: str = "job") -> dict[str, float]:
    """Return the least first sample of each job's own series; what is missing is less than all."""
    found: dict[str, float] = {}
    for track in ours(tracks):
        start = track.runs[0].start
        key = track.metric if label == "metric" else track.labels[label]
        found[key] = min(found.get(key, math.inf), -1.0 if start is None else start)
    return found


@pytest.mark.parametrize("level", HEALTH.states)
def test_of_each_state_of_health_so_much_answers(level: float) -> None:
    told = least(HEALTH.tracks([Span(3, level)], 60_000))
    weights = {member.signals[0].series.matchers[0].value: member.weight for member in MEMBERS}
    assert told.keys() == weights.keys()
    assert sum(weights[job] for job, value in told.items() if value == 1) / sum(weights.values()) == level


def test_a_level_between_two_states_is_the_nearest() -> None:
    assert least(HEALTH.tracks([Span(3, 0.99)], 60_000)) == {"chat": 1, "search": 1, "batch": 1}


def test_what_nobody_counts_ends_and_others_are_counted() -> None:
    series = Series(metric="requests_total", type="counter", base=UNITS["requests"], matchers=(Matcher("job", "=", "chat"),), by=())
    own, other = Uncounted(counted=(series,), window_ms=300_000).tracks([Span(3, 0.0), Span(2, 1.0), Span(2, None)], 60_000)
    assert own.labels == {"job": "chat"}
    assert [(run.start, run.step, run.samples) for run in own.runs] == [(0.0, 600.0, 3), (None, 0.0, 2), (3000.0, 0.0, 2)]
    assert other.labels["job"] != "chat"
    assert [(run.start is None, run.step > 0, run.samples) for run in other.runs] == [(False, True, 7)]


def test_there_are_as_many_samples_as_the_greatest_pace_says() -> None:
    state = Series(metric="up", type="gauge", base=UNITS["bool"], matchers=(Matcher("job", "=", "chat"),), by=())
    spans = [Span(3, 0.0), Span(3, 0.0, 3.0)]
    one = len(ours(list(event_tracks(Samples(state=state), spans[:1], 60_000))))
    assert len(ours(list(event_tracks(Samples(state=state), spans, 60_000)))) == 3 * one


@pytest.mark.parametrize("falling", [False, True])
def test_a_difference_is_what_is_asked_whichever_side_is_held(*, falling: bool) -> None:
    left, right = gauge("wanted", "chat", "requests"), gauge("there", "chat", "requests")
    difference = Difference(left=left, right=right, falling=falling)
    for level in (0.0, 2.0):
        told = least(difference.tracks([Span(3, level)], 60_000), "metric")
        assert told["wanted"] - told["there"] == level
    # Of what is 0 or 1, and a side that is held at 5.
    two_valued = Difference(left=gauge("up", "chat"), right=gauge("up", "search"), falling=falling)
    assert two_valued.domain == ((4.0, 5.0) if falling else (-5.0, -4.0))
