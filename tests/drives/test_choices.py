"""Worlds of one value each: every value of a list is alone once, unless something that is read beside it would be gone with it."""

from __future__ import annotations

from tocsin.drives import Gauge, Run, Track
from tocsin.drives.choices import choices, of_choice
from tocsin.drives.labels import alternatives, strangers
from tocsin.drives.shares import Share
from tocsin.measures import Series
from tocsin.promql import Matcher
from tocsin.units import UNITS

LIST = Matcher("status", "=~", "500|502|503")


def series(*matchers: Matcher, metric: str = "requests_total") -> Series:
    return Series(metric=metric, type="counter", base=UNITS["requests"], matchers=matchers, by=())


def values(*parts: Series, to: Series | None = None) -> list[list[str]]:
    share = Share(of=parts, to=(to or series(),), window_ms=300_000)
    return [[f"{each.matcher.label}={each.value}" for each in chosen] for chosen in choices(share)]


def test_each_value_but_the_usual_one_has_a_world() -> None:
    assert values(series(LIST)) == [["status=502"], ["status=503"]]


def test_two_lists_share_their_worlds() -> None:
    assert values(series(LIST, Matcher("route", "=~", "a|b"))) == [["status=502", "route=b"], ["status=503"]]


def test_a_value_that_something_else_refuses_has_none() -> None:
    assert values(series(LIST, Matcher("status", "!=", "502"))) == [["status=503"]]
    assert values(series(LIST, Matcher("status", "=", "500")), to=series(LIST)) == []
    assert values(series(LIST), to=series(metric="others_total")) == [["status=502"], ["status=503"]]


def test_what_is_no_list_has_none() -> None:
    state = Series(metric="state", type="gauge", base=UNITS["count"], matchers=(Matcher("pod", "=~", "chat-[a-z0-9]+"),), by=())
    assert list(choices(Gauge(series=state, aggregate="max"))) == []
    assert alternatives("chat-.*|[a|b]") == ("chat-a", "a")


def test_in_a_world_the_series_have_its_value_and_strangers_are_gone() -> None:
    (chosen, _) = choices(Share(of=(series(LIST),), to=(series(),), window_ms=300_000))
    runs = (Run(1.0, 0.0, 2),)
    tracks = [
        Track(metric="requests_total", labels={"status": "500"}, runs=runs),
        Track(metric="requests_total", labels={"status": "another"}, runs=runs),
        Track(metric="others_total", labels={"status": "500"}, runs=runs),
        Track(metric="requests_total", labels={"status": "500", "a": "b"}, runs=runs, stranger=True),
    ]
    found = [(track.metric, track.labels["status"]) for track in of_choice(tracks, chosen)]
    assert found == [("requests_total", "502"), ("requests_total", "another"), ("others_total", "500")]


def test_what_none_of_several_may_be_is_told_once_for_each() -> None:
    refused = Matcher("queue", "!~", "a|b")
    assert [labels["queue"] for _, labels in strangers((refused,), {"queue": "c"})] == ["a", "b"]
