"""What an expression reads, looks back on and compares, and the same expression changed."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from expression import read
from tocsin.promql import (
    Call,
    Condition,
    Expr,
    Number,
    Selector,
    Unary,
    max_window_ms,
    metrics,
    selectors,
    split_condition,
    substitute,
    to_text,
    transform,
    walk,
)

SLO = 'sum by (model) (rate(errors{model="a"}[5m])) / on (model) sum(rate(requests[5m] offset 1h)) > quantile(scalar(q), errors)'


def test_selectors_come_in_reading_order_and_metrics_once() -> None:
    assert [to_text(selector) for selector in selectors(read(SLO))] == ['errors{model="a"}', "requests offset 1h", "q", "errors"]
    assert metrics(read(SLO)) == ("errors", "requests", "q")
    assert metrics(read('{__name__=~"a|b"} + 1')) == ()


def test_walk_visits_parents_before_children() -> None:
    assert [type(node).__name__ for node in walk(read("max_over_time((-a)[5m:]) + 1"))] == [
        "Binary", "Call", "Subquery", "Unary", "Selector", "Number",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "condition"),
    [
        ("x > 0.8", Condition(Selector("x"), ">", 0.8)),
        ("0.8 >= x", Condition(Selector("x"), "<=", 0.8)),
        ("0.8 > x", Condition(Selector("x"), "<", 0.8)),
        ("0.8 <= x", Condition(Selector("x"), ">=", 0.8)),
        ("1 == x", Condition(Selector("x"), "==", 1)),
        ("1 != x", Condition(Selector("x"), "!=", 1)),
        ("x != -1", Condition(Selector("x"), "!=", -1)),
        ("x > bool 1", None),
        ("x > y", None),
        ("x + 1", None),
        ("1 < bool 2", None),
        ("x > 1 and y", None),
    ],
)
def test_a_comparison_with_a_number_splits(text: str, condition: Condition | None) -> None:
    assert split_condition(read(text)) == condition


def test_a_chain_of_comparisons_splits_at_the_last() -> None:
    assert split_condition(read("x > 1 < 2")) == Condition(read("x > 1"), "<", 2)


@pytest.mark.parametrize(
    ("text", "milliseconds"),
    [
        ("x", 0),
        ("x offset 1m", 60_000),
        ("x offset -1m", 0),
        ("rate(x[5m])", 300_000),
        ("rate(x[5m] offset 1h) + rate(y[30m])", 3_900_000),
        ("max_over_time(rate(x[5m])[1h:1m] offset 1m)", 3_960_000),
        ("rate(x[$__rate_interval])", 0),
        ("1 + time()", 0),
    ],
)
def test_windows_and_offsets_add_up(text: str, milliseconds: int) -> None:
    assert max_window_ms(read(text, variables=True)) == milliseconds


def test_transform_sees_children_before_parents() -> None:
    seen: list[str] = []

    def note(node: Expr) -> Expr:
        seen.append(type(node).__name__)
        return node

    expr = read(SLO)
    assert transform(expr, note) == expr
    assert seen[:5] == ["Selector", "Range", "Call", "Aggregate", "Selector"]


def test_substitute_looks_at_the_outermost_first_and_not_into_what_it_puts_in() -> None:
    seen: list[str] = []

    def other(node: Expr) -> Expr | None:
        seen.append(type(node).__name__)
        return read("rate(x[5m])") if isinstance(node, Call) else None

    assert substitute(read("sum(rate(y[1m])) > max(rate(z[1m]))"), other) == read("sum(rate(x[5m])) > max(rate(x[5m]))")
    assert seen == ["Binary", "Aggregate", "Call", "Aggregate", "Call"]


@pytest.mark.parametrize(
    "text", [SLO, "-(a + b)", "max_over_time((-a)[5m:1m] offset 1h)", "topk(3, x)", "count_values without (a) ('v', x)"]
)
def test_a_node_is_made_of_its_children(text: str) -> None:
    doubled = [(node, node.having([double(child) for child in node.children])) for node in walk(read(text)) if node.children]
    for node, other in doubled:
        assert other.children == tuple(double(child) for child in node.children)
        assert other.having(node.children) == node


def double(expr: Expr) -> Expr:
    """Return another expression that stands wherever `expr` does."""
    return replace(expr, metric=f"{expr.metric}{expr.metric}") if isinstance(expr, Selector) else Unary(expr)


def test_what_is_made_of_nothing_is_made_of_nothing_else() -> None:
    with pytest.raises(TypeError, match="Number"):
        Number(1).having([Number(2)])


def test_a_range_holds_nothing_but_a_selector() -> None:
    with pytest.raises(TypeError, match="Number"):
        transform(read("rate(x[5m])"), lambda node: Number(1) if isinstance(node, Selector) else node)


def test_the_expression_that_was_asked_stays_as_it_was() -> None:
    expr = read(SLO)
    transform(expr, lambda node: replace(node, metric="other") if isinstance(node, Selector) else node)
    assert expr == read(SLO)
