"""Where a text stops being PromQL is told at the word, whatever is wrong with it, and a remedy is always at hand."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from promql.test_round_trip import expressions
from tocsin.promql import Expr, ParseFailure, parse, reason, remedy, to_text, trouble

# Text -> the word that is wrong in it, and a part of what to write instead.
WRONG = {
    "sum(rate(x_total[5m])": ("(", "close it with `)`"),
    "sum(rate(x_total[5m])))": (")", "remove it"),
    "sum rate(x_total[5m])": ("rate", "an operator before it"),
    "rate(x_total[5x])": ("5x", "`5m`"),
    "rate(x_total[])": ("[]", "`[5m]`"),
    "rate(x_total[5m] offset)": (")", "correct the expression"),
    "rate(a[5m]) + rate(b)": ("rate", "`rate(…[5m])`"),
    "rate(sum(x)[5m])": ("[5m]", "`[5m:]`"),
    "rate(x[5m]{a='b'})": ("{", "behind the metric"),
    "rate(x[$__rate_interval])": ("$", "`<< window >>`"),
    'x{code="500"': ('"500"', "`}`"),
    "x{code=500}": ("500", "in quotes"),
    'x{code=~"5..}': ('"5..}', 'close the text with `"`'),
    'x{code=~"5(.."}': ('"5(.."', "RE2"),
    'x{code~"5.."}': ("~", "`=~`"),
    "x{code==“500”}": ("==", "write `=`"),
    'x{code:"5.."}': ("code:", 'label="…"'),
    'x{a="\\.x"}': ('"\\.x"', "backslash twice"),
    "{}": ("{}", "name the metric"),
    'up + {code!="x"}': ('{code!="x"}', "name the metric"),
    "up = 0": ("=", "`==`"),
    "up === 0": ("===", "`==`"),
    "up =! 0": ("=!", "`!=`"),
    "up <> 0": ("<>", "`!=`"),
    "up ≥ 0": ("≥", "`>=`"),
    "up && down": ("&&", "`and`"),
    "up || down": ("||", "`or`"),
    "up > 0 and": ("and", "both of its sides"),
    "up + * up": ("*", "both of its sides"),
    "up > 80%": ("%", "`0.8`"),
    "up > 1,000": (",", "without commas"),
    "up > 5 min": ("min", "`5m`"),
    "up is 0": ("is", "`==`"),
    "count(up) > 0 for 5m": ("for", "`for: 5m`"),
    "sum by (a b) (up)": ("b", "by (model)"),
    "sum(up) by model": ("model", "by (model)"),
    "up / group_left (a) up": ("group_left", "`on (…)`"),
    "up and bool up": ("bool", "remove `bool`"),
    "1 > 2": ("2", "bool"),
    'up == "1"': ('"1"', "a number"),
    "sum(topk(up))": ("topk", "topk(3, …)"),
    "up + sum('text')": ("sum", "`vector(…)`"),
    "up and scalar(up)": ("and", "`vector(…)`"),
    "sum by (a) (up, up)": ("sum", "one expression"),
    "mean(up)": ("mean", "`avg`"),
    "p95(latency)": ("p95", "histogram_quantile"),
    "if(up == 0)": ("if", "the comparison alone"),
    "SUMM(up)": ("SUMM", "did you mean `sum`?"),
    "http.requests > 5": ("http.requests", "`_`"),
    "café_total": ("café_total", "accents"),
    "sum(up) offset 5m": ("offset", "inside the parentheses"),
    "up == 0 ? 1 : 0": ("?", "keeps the series"),
    "# only a comment": (None, "an expression"),
}


def refused(text: str) -> str:
    failure = parse(text)
    assert isinstance(failure, ParseFailure), failure
    return failure.message


@pytest.mark.parametrize("text", WRONG)
def test_a_mistake_is_told_at_its_word_with_what_to_write(text: str) -> None:
    message, (word, instead) = refused(text), WRONG[text]
    place = trouble(text, message)
    found = None if place is None else text[slice(*place)]
    assert found == word
    assert instead in remedy(message, found or "")
    assert (reason(message, found or "") == f"this is not PromQL from `{found}` on") == (message == "invalid promql query")


def test_the_second_of_two_calls_is_told_where_only_it_is_wrong() -> None:
    text = "rate(a[5m]) + rate(b)"
    assert trouble(text, refused(text)) == (14, 18)


def test_prometheus_stops_where_we_say(check_rules: Callable[[list[str]], str]) -> None:
    stops = [text for text in WRONG if refused(text) == "invalid promql query" and not text.endswith("and")]
    told = re.findall(r"could not parse expression: 1:(\d+)", check_rules(stops))
    places = [trouble(text, refused(text)) for text in stops]
    # Of what a number goes into, Prometheus tells the end.
    assert len(stops) > 10
    assert [place is not None and place[0] < int(column) <= place[1] + 1 for place, column in zip(places, told, strict=True)] == [
        True for _ in stops
    ], list(zip(stops, places, told, strict=True))


@settings(max_examples=200, deadline=None, suppress_health_check=list(HealthCheck))
@given(expressions)
def test_nothing_is_wrong_before_the_word_that_is(expr: Expr) -> None:
    text = to_text(expr)
    assert trouble(f"({text} §", "unexpected character: '§'") == (len(text) + 2, len(text) + 3)


@settings(max_examples=500, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.lists(st.sampled_from([*WRONG, *'(){}[]"`\\=~', "5m", " by ", "sum", "\n", "é", "«"]), max_size=8).map(" ".join))
def test_every_failure_has_a_place_in_its_text_and_a_remedy(text: str) -> None:
    failure = parse(text)
    if isinstance(failure, ParseFailure):
        place = trouble(text, failure.message)
        assert place is None or 0 <= place[0] < place[1] <= len(text)
        word = "" if place is None else text[slice(*place)]
        assert remedy(failure.message, word)
        assert reason(failure.message, word).count("`") % 2 == failure.message.count("`") % 2
