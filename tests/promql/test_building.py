"""Combinators say what PromQL says."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from expression import read
from tocsin.promql import (
    Expr,
    Matcher,
    Selector,
    absent,
    add,
    aggregate,
    any_of,
    both,
    call,
    compare,
    divide,
    either,
    equals,
    histogram_quantile,
    increase,
    literal_pattern,
    matches,
    multiply,
    not_equals,
    not_matches,
    on,
    parse,
    selector,
    subtract,
    to_text,
    unless,
)

X, Y = Selector("x"), Selector("y")


@pytest.mark.parametrize(
    ("expr", "text"),
    [
        (selector("x", {"b": "1"}, not_equals("c", ""), a="2"), 'x{b="1",c!="",a="2"}'),
        (selector(None, equals("job", "a"), matches("le", "1|2"), not_matches("m", ".+")), '{job="a",le=~"1|2",m!~".+"}'),
        (selector("x", any_of("code", ["500", "502", "500"])), 'x{code=~"500|502"}'),
        (selector("x", any_of("model", ["gpt-4.1"])), 'x{model="gpt-4.1"}'),
        (increase(X, 300_000), "increase(x[5m])"),
        (increase(X, "$__range"), "increase(x[$__range])"),
        (call("label_replace", X, "to", "$1", "from", "(.*)"), 'label_replace(x, "to", "$1", "from", "(.*)")'),
        (call("clamp_max", X, 1), "clamp_max(x, 1)"),
        (histogram_quantile(0.95, aggregate("sum", ["le"], X)), "histogram_quantile(0.95, sum by (le) (x))"),
        (absent(selector("x", job="a")), 'absent(x{job="a"})'),
        (aggregate("max", [], X), "max(x)"),
        (divide(add(X, 1), multiply(2, subtract(X, Y))), "(x + 1) / (2 * (x - y))"),
        (divide(X, Y, on("a", "b")), "x / on (a, b) y"),
        (multiply(X, Y, on("a", group_left=["team"])), "x * on (a) group_left (team) y"),
        (multiply(X, Y, on("a", group_right=())), "x * on (a) group_right () y"),
        (compare(">", X, 0.8), "x > 0.8"),
        (compare("==", X, Y, on("a"), as_bool=True), "x == bool on (a) y"),
        (both(compare(">", X, 1), Y, on()), "x > 1 and on () y"),
        (either(X, call("vector", 0)), "x or vector(0)"),
        (unless(X, Y, on("a")), "x unless on (a) y"),
    ],
)
def test_what_is_built_reads_as_promql(expr: Expr, text: str) -> None:
    assert to_text(expr) == text
    assert read(text, variables=True) == expr


def test_nothing_to_choose_from_is_refused() -> None:
    with pytest.raises(ValueError, match="`model`"):
        any_of("model", [])


def test_a_join_has_one_side_of_many() -> None:
    with pytest.raises(ValueError, match="one side"):
        on("a", group_left=[], group_right=[])


@given(st.text(st.characters(exclude_categories=["Cs"])))
def test_a_literal_pattern_is_one_that_prometheus_compiles(text: str) -> None:
    expr = selector("x", Matcher("a", "=~", literal_pattern(text)))
    assert parse(to_text(expr)) == expr
