import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from prove.routing.shop import matcher, route
from tocsin import ir
from tocsin.regex.patterns import examples, matches
from tocsin.routing.labels import AlertLabels
from tocsin.routing.tree import holds
from tocsin.routing.ways import Ways, representatives

TREE = route(
    "root",
    to="operations",
    branches=(
        route("gpu", "team = gpu", to="pager", branches=(route("gravest", "severity =~ critical|page", to="retraining"),)),
        route("others", "team != web", "zone !~ eu-.*", to="pager"),
    ),
)


def test_an_alert_whose_labels_are_known_has_one_way() -> None:
    labels = AlertLabels(fixed={"team": "gpu", "severity": "info"})
    assert list(Ways((TREE,)).of(labels)) == [{}]


def test_each_unknown_label_is_tried_both_ways_where_it_decides() -> None:
    found = list(Ways((TREE,)).of(AlertLabels(fixed={"severity": "info"}, maybe=frozenset({"team", "zone", "pod"}))))
    assert found == [
        {"team": "", "zone": ""},
        {"team": "", "zone": "eu-"},
        {"team": "gpu"},
        {"team": "web"},
    ]


def test_a_label_that_is_surely_there_is_not_tried_missing() -> None:
    found = Ways((TREE,)).of(AlertLabels(fixed={"zone": "us"}, present=frozenset({"team"})))
    assert [each["team"] for each in found] == ["gpu", "web"]


def test_a_label_that_is_surely_there_has_some_value_where_none_decides() -> None:
    ways = Ways((route("root", branches=(route("all", "prometheus =~ .*"),)),))
    assert list(ways.of(AlertLabels(fixed={}, present=frozenset({"prometheus"})))) == [{"prometheus": "something-else"}]


def test_an_external_label_takes_the_place_of_a_missing_one() -> None:
    labels = AlertLabels(fixed={"zone": "us", "severity": "info"}, maybe=frozenset({"team"}), external={"team": "web"})
    assert [each["team"] for each in Ways((TREE,)).of(labels)] == ["web", "gpu"]


def test_a_matcher_that_cannot_be_tried_is_told() -> None:
    never = matcher("team", "=~", "a^b")
    ways = Ways((route("root", branches=(route("odd", "team =~ a^b"),)),))
    assert ways.gaps([{"team": ""}]) == (never,)
    assert ways.gaps([{}]) == ()


@pytest.mark.parametrize(
    "pattern", ["a|b", "x.+", "[^a-c]z?", r"\w+\.\d{3}", "(?i)gpu", "(?:a|(b|c)d)*e", r"v[0-9.]+", "[[:upper:]]+", r"\pL+"]
)
def test_a_pattern_has_examples(pattern: str) -> None:
    found = examples(pattern)
    assert found
    assert all(matches(pattern, value) for value in found)


@given(st.from_regex(r"\A([a-c.]|\[[a-c]+\]|\([a-c]+(\|[a-c]+)?\))([*+?]|\{2\})?(\|[a-c]{1,3})?\Z"))
def test_what_is_given_as_an_example_matches(pattern: str) -> None:
    found = examples(pattern)
    assert found
    assert all(re.fullmatch(pattern, value) for value in found)


@given(st.lists(st.builds(matcher, st.just("a"), st.sampled_from(["=", "!="]), st.sampled_from(["", "x", "y", "z"])), max_size=4))
def test_equalities_are_tried_in_every_way_there_is(matchers: list[ir.Matcher]) -> None:
    tried = representatives(matchers).tried
    everything = {tuple(holds(each, value) for each in matchers) for value in ("", "x", "y", "z", "other")}
    assert {tuple(holds(each, value) for each in matchers) for value in tried} == everything
    assert len(tried) == len(everything)
