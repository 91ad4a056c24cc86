"""Labels of a proof's world: they satisfy every matcher, and a stranger violates exactly one."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tocsin.drives.labels import example, satisfying, strangers
from tocsin.promql import Matcher
from tocsin.regex.patterns import matches

PATTERNS = (
    "granite-.*", "granite-3-1-8b-instruct-predictor-[a-z0-9]+-[a-z0-9]+", "Pending|Failed|Unknown", "5..", ".+", r"gpt-4\.1-\d+",
    "(error|timeout)s?", "[^/]+", "v[0-9]{3}", "a?b*c+", "(?:eu|us)-west-[12]", r"1(\.0)?", "[a-z]", "x{2}y",
)  # fmt: skip
MATCHERS = st.lists(
    st.one_of(
        st.builds(Matcher, label=st.sampled_from("abc"), op=st.sampled_from(["=", "!="]), value=st.sampled_from(["x", "y", "another"])),
        st.builds(Matcher, label=st.sampled_from("de"), op=st.sampled_from(["=~", "!~"]), value=st.sampled_from(PATTERNS)),
    ),
    max_size=5,
    unique_by=lambda matcher: matcher.label,
)


@pytest.mark.parametrize("pattern", PATTERNS)
def test_an_example_matches_its_pattern(pattern: str) -> None:
    assert re.fullmatch(pattern, example(pattern)), example(pattern)


def matched(matcher: Matcher, labels: dict[str, str]) -> bool:
    value = labels.get(matcher.label, "")
    return {
        "=": value == matcher.value,
        "!=": value != matcher.value,
        "=~": re.fullmatch(matcher.value, value) is not None,
        "!~": re.fullmatch(matcher.value, value) is None,
    }[matcher.op]


@given(MATCHERS)
def test_labels_satisfy_every_matcher(matchers: list[Matcher]) -> None:
    labels = satisfying(matchers, ("z",))
    assert all(matched(matcher, labels) for matcher in matchers)
    assert "z" in labels


@given(MATCHERS)
def test_a_stranger_is_refused_by_one_matcher_alone(matchers: list[Matcher]) -> None:
    labels = satisfying(matchers)
    for refusing, stranger in strangers(matchers, labels):
        assert [matcher for matcher in matchers if not matched(matcher, stranger)] == [refusing]


def test_a_stranger_to_a_pattern_is_nearly_what_it_takes() -> None:
    pods = Matcher(label="pod", op="=~", value="chat-[a-z0-9]+-[a-z0-9]+")
    ((_, stranger),) = strangers((pods,), satisfying((pods,)))
    assert matches(f"{pods.value}.*", stranger["pod"])
    # What takes whatever begins so is given something else.
    every = Matcher(label="pod", op="=~", value="chat-.*")
    assert [other["pod"] for _, other in strangers((every,), satisfying((every,)))] == ["another"]


def test_the_second_value_of_a_label_is_another_one() -> None:
    assert satisfying((), ("pod",), turn=1) != satisfying((), ("pod",), turn=2)


@pytest.mark.parametrize("pattern", [r"\pN\d\d|[[:digit:]]x", "[[:alpha:]]+", "(?i)gpu[0-9]"])
def test_patterns_that_only_re2_reads_have_examples(pattern: str) -> None:
    assert matches(pattern, example(pattern))
