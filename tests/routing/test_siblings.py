"""No branch that matters is passed over when branches are found by what they ask for."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from prove.routing.shop import route
from tocsin.routing.implication import implied, only
from tocsin.routing.labels import AlertLabels
from tocsin.routing.matching import surely
from tocsin.routing.siblings import Near, Siblings
from tocsin.routing.tree import hops

_LABELS = ("team", "zone")
_CONDITION = st.builds(
    "{} {} {}".format, st.sampled_from(_LABELS), st.sampled_from(["=", "!=", "=~", "!~"]), st.sampled_from(["a", "b", "a|b", ""])
)
_CONDITIONS = st.lists(_CONDITION, max_size=3)


@given(st.lists(_CONDITIONS, max_size=6), _CONDITIONS)
def test_every_branch_whose_conditions_are_implied_is_found(branches: list[list[str]], asked: list[str]) -> None:
    routes = [route(str(number), *conditions) for number, conditions in enumerate(branches)]
    matchers = route("asked", *asked).matchers
    found = Siblings(routes).among((matcher.label, value) for matcher in matchers for value in only(matcher))
    assert found == sorted(set(found))
    assert {position for position, each in enumerate(routes) if implied(each.matchers, matchers)} <= set(found)


@given(
    st.lists(_CONDITIONS, max_size=6), st.dictionaries(st.sampled_from(_LABELS), st.sampled_from("ab")), st.sets(st.sampled_from(_LABELS))
)
def test_every_branch_that_surely_matches_an_alert_is_found(branches: list[list[str]], fixed: dict[str, str], maybe: set[str]) -> None:
    routes = [route(str(number), *conditions) for number, conditions in enumerate(branches)]
    labels, siblings = AlertLabels(fixed=fixed, maybe=frozenset(maybe)), Siblings(routes)
    found = siblings.among((label, value) for label in siblings.labels if (value := labels.known(label)) is not None)
    assert {position for position, each in enumerate(routes) if surely(each.matchers, labels)} <= set(found)


_BRANCHES = st.lists(st.tuples(_CONDITIONS, st.booleans(), st.lists(_CONDITIONS, max_size=3)), max_size=6)


@given(_BRANCHES, st.dictionaries(st.sampled_from(_LABELS), st.sampled_from("ab")))
def test_an_alert_takes_the_same_way_when_no_other_branch_is_tried(
    branches: list[tuple[list[str], bool, list[list[str]]]], labels: dict[str, str]
) -> None:
    routes = [
        route(
            str(number),
            *conditions,
            continues=continues,
            branches=tuple(route(f"{number}.{each}", *asked) for each, asked in enumerate(below)),
        )
        for number, (conditions, continues, below) in enumerate(branches)
    ]
    root = route("root", branches=tuple(routes))

    def value(label: str) -> str:
        return labels.get(label, "")

    assert hops(root, value, tried=Near().branches) == hops(root, value)


def test_a_branch_that_asks_for_something_else_is_passed_over() -> None:
    routes = [route("a", "team = a"), route("b", "zone = x", "team = b"), route("rest", "team =~ a|b")]
    assert Siblings(routes).among([("team", "a"), ("team", "b")]) == [0, 2]
