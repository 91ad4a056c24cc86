"""What is printed is read back as the same expression, by our parser and by Prometheus."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Literal

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tocsin.promql import (
    Aggregate,
    Binary,
    Call,
    Expr,
    Matcher,
    Matching,
    Number,
    Range,
    Selector,
    String,
    Subquery,
    Unary,
    literal_pattern,
    parse,
    pretty,
    to_text,
)

KEYWORDS = [
    "and",
    "on",
    "bool",
    "group_left",
    "Inf",
    "nan",
    "offset",
    "sum",
    "start",
    "by",
    "atan2",
    "step",
    "range",
    "WITHOUT",
    "smoothed",
]
COMPARISONS = ["==", "!=", "<", "<=", ">", ">="]
ARITHMETIC = ["+", "-", "*", "/", "%", "^", "atan2"]

texts = st.text(st.characters(exclude_categories=["Cs"]))
metrics = st.sampled_from(["up", "job:errors:rate5m", ":", "_x", "rate", *KEYWORDS]) | texts.filter(bool)
labels = st.sampled_from(["job", "le", "model_name", *KEYWORDS]) | texts.filter(lambda name: name not in ("", "__name__"))
label_lists = st.lists(labels, max_size=3, unique=True).map(tuple)
matchers = st.builds(Matcher, labels, st.sampled_from(["=", "!="]), texts) | st.builds(
    Matcher, labels, st.sampled_from(["=~", "!~"]), texts.map(literal_pattern)
)
durations = st.integers(1, 10**11)
offsets = st.just(0) | st.integers(-(10**10), 10**10)
times = st.none() | st.sampled_from(["start", "end"]) | st.integers(0, 2 * 10**12)
selectors = st.builds(Selector, metrics, st.lists(matchers, max_size=3).map(tuple), offsets, times) | st.builds(
    Selector, st.none(), st.tuples(st.builds(Matcher, labels, st.just("="), texts.filter(bool))), offsets, times
)
ranges = st.builds(Range, selectors, durations)
numbers = st.builds(Number, st.floats(allow_nan=False) | st.just(math.nan) | st.integers(-100, 100).map(float))


@st.composite
def matchings(draw: st.DrawFn, *, groups: bool) -> Matching | None:
    if draw(st.booleans()):
        return None
    names, ignoring = draw(label_lists), draw(st.booleans())
    sides: list[Literal["left", "right"] | None] = ["left", "right", None]
    group = draw(st.sampled_from(sides)) if groups else None
    include = tuple(name for name in draw(label_lists) if name not in names) if group else ()
    matching = Matching(names, ignoring, group, include)
    return None if matching == Matching(ignoring=True) else matching  # two ways to say the same, of which the parser keeps one


def not_number(expr: Expr) -> bool:
    return not isinstance(expr, Number)


def vectors(inner: st.SearchStrategy[Expr]) -> st.SearchStrategy[Expr]:
    # Every field is given: `builds` would fill those that have a default from their types.
    false, none = st.just(value=False), st.none()
    scalars: st.SearchStrategy[Expr] = numbers | st.just(Call("time")) | st.builds(lambda expr: Call("scalar", (expr,)), inner)
    scalars |= st.builds(Binary, st.sampled_from(ARITHMETIC), scalars, scalars, false, none) | st.builds(Unary, scalars.filter(not_number))
    scalars |= st.builds(Binary, st.sampled_from(COMPARISONS), scalars, scalars, st.just(value=True), none)
    spans = ranges | st.builds(Subquery, inner, durations, st.none() | durations, offsets, times)
    operators, comparisons = st.sampled_from(ARITHMETIC + COMPARISONS), st.sampled_from(COMPARISONS)
    joins = matchings(groups=True)
    return (
        st.builds(lambda name, span: Call(name, (span,)), st.sampled_from(["rate", "max_over_time"]), spans)
        | st.builds(lambda quantile, expr: Call("histogram_quantile", (quantile, expr)), scalars, inner)
        | st.builds(lambda expr, text: Call("label_join", (expr, String("to"), String(text), String("from"))), inner, texts)
        | st.builds(Aggregate, st.sampled_from(["sum", "group"]), inner, label_lists, st.booleans(), none)
        | st.builds(Aggregate, st.sampled_from(["topk", "quantile"]), inner, label_lists, st.booleans(), scalars)
        | st.builds(Aggregate, st.just("count_values"), inner, label_lists, st.booleans(), labels.map(String))
        | st.builds(Binary, operators, inner, inner, false, joins)
        | st.builds(Binary, comparisons, inner, inner, st.booleans(), joins)
        | st.builds(Binary, st.sampled_from(["and", "or", "unless"]), inner, inner, false, matchings(groups=False))
        | st.builds(Binary, operators, inner, scalars, false, none)
        | st.builds(Binary, comparisons, scalars, inner, st.booleans(), none)
        | st.builds(Unary, inner)
    )


expressions = st.recursive(selectors, vectors, max_leaves=8)


@settings(max_examples=500)
@given(expressions)
def test_one_line_is_read_back_as_the_same_expression(expr: Expr) -> None:
    assert parse(to_text(expr)) == expr


@settings(max_examples=500)
@given(expressions, st.integers(1, 120))
def test_several_lines_are_read_back_as_the_same_expression(expr: Expr, width: int) -> None:
    assert parse(pretty(expr, width)) == expr


@given(expressions)
def test_one_line_has_no_line_break_of_any_kind(expr: Expr) -> None:
    assert len(to_text(expr).splitlines()) == 1


def test_prometheus_accepts_what_is_printed(check_rules: Callable[[list[str]], str]) -> None:
    printed: list[str] = []

    @settings(max_examples=300, derandomize=True, database=None, deadline=None, suppress_health_check=list(HealthCheck))
    @given(expressions, st.integers(1, 120))
    def collect(expr: Expr, width: int) -> None:
        printed.extend((to_text(expr), pretty(expr, width)))

    collect()
    assert check_rules(printed) == ""
