"""What Prometheus 3.5 refuses is a failure with a reason, and nothing ends the process."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from expression import read
from tocsin.promql import ParseFailure, parse, to_text


def failure(text: str) -> ParseFailure:
    found = parse(text)
    assert isinstance(found, ParseFailure), to_text(found)
    return found


REFUSED = {
    "": "no expression",
    "sum(": "unclosed",
    "a b": "invalid",
    "up{job=}": "invalid",
    "rate(up)": "expected type matrix",
    "1 > 2": "BOOL",
    "mad_over_time(up[5m])": "`mad_over_time` is experimental",
    "first_over_time(up[5m])": "`first_over_time` is experimental",
    'sort_by_label(up, "job")': "`sort_by_label` is experimental",
    "limitk(1, up)": "`limitk` is experimental",
    "up + on (job) fill(0) up": "`fill` after `+` is experimental",
    'up{job="a" or job="b"}': "MetricsQL",
    "holt_winters(up[5m], 0.1, 0.2)": "unknown function",
    "up[$__rate_interval]": "unexpected character",
    'up{job=~"("}': "regex",
    "up{job='a\nb'}": "invalid",
    "{}": "at least one non-empty matcher",
}


@pytest.mark.parametrize(("text", "reason"), REFUSED.items())
def test_a_mistake_is_a_failure_that_says_why(text: str, reason: str) -> None:
    assert reason in failure(text).message


def test_prometheus_refuses_the_same(check_rules: Callable[[list[str]], str]) -> None:
    assert [text for text in REFUSED if not check_rules([text])] == []


@pytest.mark.parametrize(
    "text",
    [
        " or ".join(["a"] * 20_000),
        "(" * 50_000 + "a" + ")" * 50_000,
        "-" * 50_000 + "a",
        "^".join(["a"] * 900),
        "abs(" * 400 + "a" + ")" * 400,
        "+".join(['{a="("}'] * 5_000),
    ],
    ids=["or", "parentheses", "minus", "power", "calls", "sum"],
)
def test_deep_nesting_is_a_failure_and_not_a_crash(text: str) -> None:
    assert "record parts of it" in failure(text).message


def test_many_parentheses_in_strings_are_no_nesting() -> None:
    text = 'up{job="' + "(" * 400 + "a" + ")" * 400 + '"}'
    assert to_text(read(text)) == text
    assert to_text(read("a # " + "(" * 2_000)) == "a"


def test_what_is_200_levels_deep_is_read_and_printed() -> None:
    text = " or ".join(["a"] * 200)
    assert to_text(read(text)) == text


def test_a_time_before_1970_is_a_failure_and_not_a_panic() -> None:
    assert "before 1970" in failure("up @ -5").message
    assert to_text(read('up{job="@ -5"}')) == 'up{job="@ -5"}'


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("up offset Inf", "`Inf` is longer than 292 years"),
        ("up offset -NaN", "`NaN` is longer than 292 years"),
        ("up offset 1e400", "`1e400` is longer than 292 years"),
        ("up offset -1e+30", "`1e+30` is longer than 292 years"),
        ("rate(up[584942417y])", "`584942417y` is longer than 292 years"),
        ("max_over_time(up[5m:0x7fffffffffffffff])", "`0x7fffffffffffffff` is longer than 292 years"),
        ("up @ 1e30", "`@ 1e30` is later than the year 9999"),
        ("rate(up[0])", "a window of `0` seconds holds nothing"),
        ("rate(up[1e-400])", "a window of `1e-400` seconds holds nothing"),
    ],
)
def test_a_time_that_no_clock_holds_is_a_failure_and_not_a_panic(text: str, said: str) -> None:
    assert failure(text).message == said


@pytest.mark.parametrize("text", ["up offset 292y", "rate(up[1e9])", "up @ 1.6e9", 'a:up:1e30{x="[1e400]"} offset 5m', "rate(up[5])"])
def test_a_time_that_a_clock_holds_is_read(text: str) -> None:
    read(text)


@pytest.mark.parametrize("window", ["$__rate_interval", "${window}", "$__range"])
def test_variables_of_grafana_are_no_windows(window: str) -> None:
    assert isinstance(parse(f"rate(a[{window}])"), ParseFailure)
