import pytest

from prove.routing.shop import route
from tocsin.routing.implication import exclusive, implied, matches_all, only


@pytest.mark.parametrize(
    ("wanted", "asked"),
    [
        (("team =~ a|b",), ("team = b", "severity = info")),
        (("severity != critical",), ("severity = info",)),
        (("team = a",), ("team = a", "zone = b")),
        (("team =~ a.*",), ("team =~ ab|ac",)),
        (("team =~ .*",), ("zone = b",)),
        ((), ("zone = b",)),
    ],
)
def test_one_condition_implies_another_whose_values_include_its_own(wanted: tuple[str, ...], asked: tuple[str, ...]) -> None:
    assert implied(route("wanted", *wanted).matchers, route("asked", *asked).matchers)
    narrower = (*route("wanted", *wanted).matchers, *route("more", "color = red").matchers)
    assert not implied(narrower, route("asked", *asked).matchers)


def test_a_condition_with_a_value_that_another_has_not_does_not_imply_it() -> None:
    asked = route("asked", "team =~ a|c").matchers
    assert implied(route("wanted", "team =~ c|a").matchers, asked)
    assert not implied(route("wanted", "team =~ a|b").matchers, asked)
    assert not implied(route("wanted", "team != c").matchers, asked)


def test_an_expression_whose_values_cannot_be_listed_implies_only_itself() -> None:
    asked = route("asked", "team =~ a.*").matchers
    assert implied(asked, asked)
    assert not implied(route("wanted", "team =~ a.+|a").matchers, asked)
    assert only(asked[0]) == ()


@pytest.mark.parametrize(
    "conditions", [("team = gpu", "team =~ web|shop"), ("team = gpu", "team != gpu"), ("team =~ a|b", "team =~ c.*"), ("team !~ .*",)]
)
def test_conditions_that_cannot_hold_together_are_found(conditions: tuple[str, ...]) -> None:
    assert exclusive(route("both", *conditions).matchers) is not None
    assert exclusive(route("one", conditions[0].replace("!~ .*", "=~ .*")).matchers) is None


def test_a_missing_label_is_an_empty_one() -> None:
    every, some = route("every", "team =~ .*", "team =~ .+").matchers
    assert matches_all(every)
    assert not matches_all(some)
    assert exclusive(route("none", "team = ", "team =~ .+").matchers) is not None
