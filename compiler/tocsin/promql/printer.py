"""Expressions as PromQL text: on one line in Prometheus' own canonical spelling, or broken into lines for people."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import Any, Final

from msgspec.structs import replace

from tocsin.duration import format_duration
from tocsin.promql.ast import (
    COMPARISONS,
    PRECEDENCE,
    Aggregate,
    At,
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
)
from tocsin.promql.quotes import label_name, quoted, stands_bare

_ATOM = 7
_MINUS = PRECEDENCE["*"]  # "-2 ^ 2" is "-(2 ^ 2)", but "-2 * 2" is "(-2) * 2"


def to_text(expr: Expr) -> str:
    """Return `expr` on one line, which Prometheus 2.42 and later parse back to the same expression.

    Parentheses appear only where precedence needs them. Names beyond the classic character set, and Grafana variables as windows,
    print as they must; the first need Prometheus 3, the second Grafana.

    >>> from tocsin.promql import add, aggregate, compare, increase, matches, multiply, selector
    >>> to_text(compare(">", aggregate("sum", ["model"], increase(selector("errors_total", matches("path", "/v1/.+")), 300_000)), 8))
    'sum by (model) (increase(errors_total{path=~"/v1/.+"}[5m])) > 8'
    >>> to_text(multiply(2, add(selector("a"), selector("http.requests"))))
    '2 * (a + {"http.requests"})'
    """
    # By a look-up: to be found by `match`, a node would be compared with each class before its own, which takes longer than to print it.
    return _WRITERS[type(expr)](expr)


def _selector(expr: Selector) -> str:
    return selected(expr.metric, [_conditions(expr.matchers)] if expr.matchers else []) + modifiers(expr.offset_ms, expr.at)


# Of a long expression the operations within are asked for on every level on which it is broken into lines, and again in other rules.
# To keep every part takes as long as to print it.
@lru_cache(maxsize=512)
def _binary(expr: Binary) -> str:
    left, right = to_text(expr.left), to_text(expr.right)
    left_text = f"({left})" if left_needs_parentheses(expr) else left
    right_text = f"({right})" if right_needs_parentheses(expr) else right
    return f"{left_text} {operator(expr)} {right_text}"


def _aggregate(expr: Aggregate) -> str:
    param = "" if expr.param is None else f"{to_text(expr.param)}, "
    return f"{aggregation(expr)}({param}{to_text(expr.expr)})"


def _call(expr: Call) -> str:
    return f"{expr.function}({', '.join([to_text(arg) for arg in expr.args])})"


def _unary(expr: Unary) -> str:
    inner = to_text(expr.expr)
    return f"-({inner})" if precedence(expr.expr) <= _MINUS else f"-{inner}"


def _subquery(expr: Subquery) -> str:
    inner = to_text(expr.expr)
    return (inner if is_compact(expr.expr) else f"({inner})") + subquery_window(expr)


# Those of one model stand in most of its selectors.
@lru_cache(maxsize=1024)
def _conditions(matchers: tuple[Matcher, ...]) -> str:
    return ",".join([condition(matcher) for matcher in matchers])


def precedence(expr: Expr) -> int:
    """Return how tightly the outermost operator of `expr` binds."""
    if isinstance(expr, Binary):
        return PRECEDENCE[expr.op]
    signed = isinstance(expr, Unary) or (isinstance(expr, Number) and number_text(expr.value)[0] in "+-")
    return _MINUS if signed else _ATOM


def left_needs_parentheses(expr: Binary) -> bool:
    """Tell whether the left operand would otherwise be read as less than it is, by people too: `(x > 0) < 1`; `^` groups from the right."""
    if isinstance(expr.left, Binary):
        return PRECEDENCE[expr.left.op] < PRECEDENCE[expr.op] + (expr.op == "^" or expr.left.op in COMPARISONS)
    return expr.op == "^" and precedence(expr.left) == _MINUS


def right_needs_parentheses(expr: Binary) -> bool:
    """Tell whether the right operand would otherwise be read as less than it is; a sign after an operator needs none."""
    return isinstance(expr.right, Binary) and PRECEDENCE[expr.right.op] < PRECEDENCE[expr.op] + (expr.op != "^")


def is_compact(expr: Expr) -> bool:
    """Tell whether a subquery's `[1h:]` may follow `expr` directly."""
    return isinstance(expr, (Call, Aggregate)) or (isinstance(expr, Selector) and not expr.offset_ms and expr.at is None)


def operator(expr: Binary) -> str:
    """Return the operator with `bool` and its vector matching."""
    op = f"{expr.op} bool" if expr.as_bool else expr.op
    return op if expr.matching is None else f"{op} {_matching(expr.matching)}"


def aggregation(expr: Aggregate) -> str:
    """Return everything of an aggregation that stands before its parenthesis."""
    if expr.without:
        return f"{expr.op} without ({_labels(expr.labels)}) "
    return f"{expr.op} by ({_labels(expr.labels)}) " if expr.labels else expr.op


def range_text(expr: Range) -> str:
    """Return a range; the modifiers of its selector follow the window."""
    selector, window = expr.expr, expr.window
    bare = to_text(replace(selector, offset_ms=0, at=None)) if selector.offset_ms or selector.at is not None else to_text(selector)
    return f"{bare}[{window if isinstance(window, str) else format_duration(window)}]{modifiers(selector.offset_ms, selector.at)}"


def subquery_window(expr: Subquery) -> str:
    """Return a subquery's brackets and what follows them."""
    step = "" if expr.step_ms is None else format_duration(expr.step_ms)
    return f"[{format_duration(expr.window_ms)}:{step}]{modifiers(expr.offset_ms, expr.at)}"


def modifiers(offset_ms: int, at: At | None) -> str:
    """Return the ` @ …` and ` offset …` of a selector or a subquery."""
    text = ""
    if at is not None:
        text = f" @ {at}()" if isinstance(at, str) else f" @ {at // 1000}.{at % 1000:03}"
    if offset_ms:
        text += f" offset {'-' if offset_ms < 0 else ''}{format_duration(abs(offset_ms))}"
    return text


def selected(metric: str | None, matchers: list[str]) -> str:
    """Return a selector of a metric and of matchers that are text already."""
    if metric is None:
        return f"{{{','.join(matchers)}}}"
    name = _inner_name(metric)
    if name is not None:
        return f"{{{','.join([name, *matchers])}}}"
    return f"{metric}{{{','.join(matchers)}}}" if matchers else metric


@lru_cache(maxsize=4096)
def _inner_name(metric: str) -> str | None:
    """Return the name as it stands between braces; None where it can stand before them."""
    if not stands_bare(metric):
        return quoted(metric)
    return f"__name__={quoted(metric)}" if metric.lower() in _KEYWORDS else None


@lru_cache(maxsize=1024)
def condition(matcher: Matcher) -> str:
    """Return a matcher as it stands between braces."""
    return f"{label_name(matcher.label)}{matcher.op}{quoted(matcher.value)}"


@lru_cache(maxsize=1024)
def number_text(value: float) -> str:
    """Return the shortest text that is read back as `value`.

    >>> [number_text(value) for value in (0.8, 100.0, -5, 1e-7, float("inf"), float("-inf"), float("nan"))]
    ['0.8', '100', '-5', '1e-07', '+Inf', '-Inf', 'NaN']
    """
    text = repr(value + 0.0)  # which makes a float of an integer, and zero of a negative zero
    if text.endswith(".0"):
        return text[:-2]
    return _NOT_FINITE.get(text, text)


_NOT_FINITE = {"inf": "+Inf", "-inf": "-Inf", "nan": "NaN"}


# Prometheus reads some of these as metric names and not others, differently by version; `{__name__="…"}` is always one.
_KEYWORDS = frozenset({
    "and", "or", "unless", "atan2", "offset", "by", "without", "on", "ignoring", "group_left", "group_right", "bool", "start",
    "end", "inf", "nan", "sum", "avg", "count", "min", "max", "group", "stddev", "stdvar", "topk", "bottomk", "count_values",
    "quantile", "limitk", "limit_ratio", "step", "range", "fill", "fill_left", "fill_right", "anchored", "smoothed",
})  # fmt: skip


# In a list of labels the first two are read as numbers; the others no Prometheus, or not every one, takes for a label there.
_NO_BARE_LABELS = frozenset({"inf", "nan", "without", "anchored", "smoothed"})


def _labels(names: tuple[str, ...]) -> str:
    return ", ".join([quoted(name) if name.lower() in _NO_BARE_LABELS else label_name(name) for name in names])


def _matching(matching: Matching) -> str:
    text = f"{'ignoring' if matching.ignoring else 'on'} ({_labels(matching.labels)})"
    # The parentheses stay when empty: without them those of the right operand would be read as a list of labels.
    return text if matching.group is None else f"{text} group_{matching.group} ({_labels(matching.include)})"


_WRITERS: Final[Mapping[type, Callable[[Any], str]]] = {
    Selector: _selector,
    Range: range_text,
    Subquery: _subquery,
    Call: _call,
    Aggregate: _aggregate,
    Binary: _binary,
    Unary: _unary,
    Number: lambda expr: number_text(expr.value),
    String: lru_cache(maxsize=256)(lambda expr: quoted(expr.value)),
}
