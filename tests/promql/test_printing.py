"""Where parentheses, quotes and line breaks stand in what is printed."""

from __future__ import annotations

import math
from collections.abc import Callable

import pytest

from expression import read
from tocsin.promql import (
    Binary,
    Number,
    Range,
    Selector,
    Subquery,
    Unary,
    any_of,
    call,
    divide,
    increase,
    multiply,
    on,
    parse,
    pretty,
    selector,
)
from tocsin.promql import to_text as printed
from tocsin.promql.parse import ParseFailure

A, B, C = Selector("a"), Selector("b"), Selector("c")


@pytest.mark.parametrize(
    ("text", "canonical"),
    [
        ("((a))", "a"),
        ("(a + b) + c", "a + b + c"),
        ("a + (b + c)", "a + (b + c)"),
        ("a - (b - c)", "a - (b - c)"),
        ("a + (b * c)", "a + b * c"),
        ("(a + b) * c", "(a + b) * c"),
        ("a / (b * c)", "a / (b * c)"),
        ("(a % b) atan2 c", "a % b atan2 c"),
        ("a ^ (b ^ c)", "a ^ b ^ c"),
        ("(a ^ b) ^ c", "(a ^ b) ^ c"),
        ("(a * b) ^ c", "(a * b) ^ c"),
        ("(a + b) > c", "a + b > c"),
        ("a + (b > c)", "a + (b > c)"),
        ("a > 1 > 2", "(a > 1) > 2"),
        ("a > (b > c)", "a > (b > c)"),
        ("(a > b) and c", "a > b and c"),
        ("a and (b or c)", "a and (b or c)"),
        ("(a and b) or c", "a and b or c"),
        ("a unless (b and c)", "a unless (b and c)"),
        ("a or (b or c)", "a or (b or c)"),
        ("-(a ^ 2)", "-a ^ 2"),
        ("(-a) ^ 2", "(-a) ^ 2"),
        ("(-2) ^ 2", "(-2) ^ 2"),
        ("-2 ^ 2", "-2 ^ 2"),
        ("2 ^ -1", "2 ^ -1"),
        ("a * -b", "a * -b"),
        ("(-a) * b", "-a * b"),
        ("-(a * b)", "-(a * b)"),
        ("-(a + b)", "-(a + b)"),
        ("--a", "-(-a)"),
        ("a - -1", "a - -1"),
        ("+a", "a"),
        ("(-a)[5m:]", "(-a)[5m:]"),
        ("(a offset 1m)[5m:1m] offset 1h", "(a offset 1m)[5m:1m] offset 1h"),
        ("sum(a) by (x)", "sum by (x) (a)"),
        ("sum by () (a)", "sum(a)"),
        ("sum without () (a)", "sum without () (a)"),
        ("a > bool on(x) b", "a > bool on (x) b"),
        ("rate(a[90s] offset -5m @ 1.5)", "rate(a[1m30s] @ 1.500 offset -5m)"),
        ("rate(a[5m] @ end())", "rate(a[5m] @ end())"),
        ('{__name__="up"}', "up"),
        ('{__name__="up",__name__!="b"}', '{__name__="up",__name__!="b"}'),
        ('{"a.b",c="d"}', '{"a.b",c="d"}'),
        ("avg_over_time(a[0x10])", "avg_over_time(a[16s])"),
    ],
)
def test_parentheses_stand_only_where_precedence_or_a_reader_needs_them(text: str, canonical: str) -> None:
    assert printed(read(text)) == canonical
    assert read(canonical) == read(text)


def test_the_operand_after_a_group_modifier_is_not_read_as_its_labels() -> None:
    assert isinstance(parse("a * on (x) group_left (b + c)"), ParseFailure)
    expr = multiply(A, Binary("+", B, C), on("x", group_left=[]))
    assert printed(expr) == "a * on (x) group_left () (b + c)"
    assert read(printed(expr)) == expr


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0.8, "0.8"),
        (100, "100"),
        (-0.5, "-0.5"),
        (-0.0, "0"),
        (1e-7, "1e-07"),
        (1e15, "1000000000000000"),
        (1e22, "1e+22"),
        (0.1 + 0.2, "0.30000000000000004"),
        (math.inf, "+Inf"),
        (-math.inf, "-Inf"),
        (math.nan, "NaN"),
    ],
)
def test_a_number_is_as_short_as_it_can_be(value: float, text: str) -> None:
    assert printed(Number(value)) == text
    assert read(text) == Number(value)


VALUES = [
    'say "hi"', "back\\slash", "\\", '\\"', "two\nlines", "\r\n\t", "café", "日本語", "😀", "'", "`", "{}", "$value", "{{ $value }}",
    "\x00\x07\x7f", "\u0085\u2028\u2029\u00a0", "\ufeff\ufffd", "# no comment", "\\d+(?:\\.\\d+)?", "",
]  # fmt: skip


@pytest.mark.parametrize("value", VALUES)
def test_any_value_survives_quoting(value: str) -> None:
    expr = selector("up", {"label": value}, {"utf-8.label": value}, job="x")
    assert read(printed(expr)) == expr
    assert len(printed(expr).splitlines()) == 1


def test_prometheus_reads_the_quoted_values(check_rules: Callable[[list[str]], str]) -> None:
    assert check_rules([printed(selector("up", {"label": value}, {"utf-8.label": value})) for value in VALUES]) == ""
    assert check_rules([printed(selector("up", any_of("label", [value, "other"]))) for value in VALUES]) == ""


@pytest.mark.parametrize("name", ["on", "bool", "atan2", "inf", "NaN", "group_left", "sum", "Offset", "without", "start"])
def test_keywords_as_names_are_read_as_names(name: str, check_rules: Callable[[list[str]], str]) -> None:
    expr = call("absent", Binary("+", call("rate", Range(selector(name, {name: "x"}), 60_000)), Binary("*", A, B, matching=on(name))))
    assert read(printed(expr)) == expr
    assert check_rules([printed(expr)]) == ""


def test_a_window_may_be_a_grafana_variable() -> None:
    text = printed(increase(Selector("a", offset_ms=60_000), "$__rate_interval"))
    assert text == "increase(a[$__rate_interval] offset 1m)"
    assert isinstance(parse(text), ParseFailure)
    assert read(text, variables=True) == increase(Selector("a", offset_ms=60_000), "$__rate_interval")


def test_a_negative_number_is_one_number_however_it_is_written() -> None:
    assert read("-(1)") == read("-1") == Number(-1)
    assert read("-a") == Unary(A)


def test_a_subquery_of_a_selector_needs_no_parentheses() -> None:
    assert printed(Subquery(A, 60_000, 1_000)) == "a[1m:1s]"


def test_a_long_expression_is_broken_at_its_operators_and_arguments() -> None:
    failed = call("sum_over_time", Range(selector("requests_total", {"model": "sales-forecasting-model", "status": "error"}), 300_000))
    ratio = divide(Binary("+", failed, Number(1)), selector("requests_total", model="sales-forecasting-model"), on("model"))
    expr = Binary("and", Binary(">", ratio, Number(0.05)), Binary(">", Selector("requests_total"), Number(10)))
    assert pretty(expr, 66) == (
        "(\n"
        "  (\n"
        "    (\n"
        "      sum_over_time(\n"
        "        requests_total{\n"
        '          model="sales-forecasting-model",\n'
        '          status="error"\n'
        "        }[5m]\n"
        "      )\n"
        "      + 1\n"
        "    )\n"
        '    / on (model) requests_total{model="sales-forecasting-model"}\n'
        "  )\n"
        "  > 0.05\n"
        ")\n"
        "and requests_total > 10"
    )


def test_what_fits_stays_on_one_line() -> None:
    assert pretty(Binary("+", A, B), 5) == "a + b"
    assert pretty(Binary("+", A, B), 4) == "a\n+ b"
