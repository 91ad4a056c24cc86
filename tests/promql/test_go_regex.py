"""Patterns are right where Go takes them, and match what they match there."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tocsin.promql import ParseFailure, parse
from tocsin.regex.go import NotGoError, in_rust
from tocsin.regex.patterns import matches

_RIGHT = (
    "/items/{id}", "{{id}}", "{", "a{,2}", "a{01}", "[[]", "[]a]", "[^]a]", "[a-]", "[a&&b]", "[[:alpha:]_]", r"\Qa.b\E+", r"\07|\123",
    r"\<\/\_", "^*a", r"\b{2}", "(?i)a", "(?i:a)|b", "(?P<n>a)(?<m>b)", "a??", "a{1000}", "(a{2}){500}", r"[\d-]", r"\pL\p{Greek}", "",
    "()*", "a||b", r"\x{1F600}", r"\z", "(?s-i)a", "[*][+]",
)  # fmt: skip
_WRONG = (
    "a++", "a**", "a??+", "a{2}{3}", "a{1001}", "(a{2}){501}", "a{2,1}", "*a", "|*", "(*)", "(", ")", "[", "[]", "[z-a]", "[[:letter:]]",
    "(?x)a", "(?=a)", "(?!a)", "(?#a)", r"\1", r"\u0041", r"\h", r"\Z", r"\x{110000}", "\\", r"[\b]",
)  # fmt: skip
Check = Callable[[list[str]], str]


@pytest.mark.parametrize("pattern", _RIGHT)
def test_what_go_takes_is_right_and_has_a_value_or_none(pattern: str) -> None:
    in_rust(pattern)
    assert matches(pattern, "a") in {True, False}


@pytest.mark.parametrize("pattern", _WRONG)
def test_what_go_refuses_is_told(pattern: str) -> None:
    with pytest.raises(NotGoError, match=r"\w"):
        in_rust(pattern)
    assert isinstance(parse(_asking(pattern)), ParseFailure)


@pytest.mark.parametrize(
    ("pattern", "value", "wanted"),
    [
        ("/items/{id}", "/items/{id}", True),
        ("(?i)/items/{id}", "/ITEMS/{id}", True),
        ("a{,2}", "aa", False),
        ("[a&&b]", "a", True),
        (r"\Qa.b\E", "a.b", True),
        (r"\Qa.b\E", "axb", False),
        (r"\<a", "<a", True),
        ("^*a", "a", True),
        (r"\123", "S", True),
        (r"(?i)[^\d-]", "-", False),
    ],
)
def test_a_pattern_matches_what_it_matches_in_go(pattern: str, value: str, wanted: bool) -> None:  # noqa: FBT001
    assert matches(pattern, value) is wanted


def test_promtool_says_the_same(check_rules: Check) -> None:
    assert check_rules([_asking(pattern) for pattern in _RIGHT]) == ""
    assert all(check_rules([_asking(pattern)]) for pattern in _WRONG)


def _asking(pattern: str) -> str:
    text = pattern.replace("\\", "\\\\")
    return f'up{{a=~"{text}"}}'
