"""Small combinators which say an expression in Python nearly as PromQL says it."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence

from tocsin.promql.ast import Aggregate, Binary, Call, Expr, Matcher, Matching, Number, Range, Selector, String

# What RE2 gives a meaning; `re.escape` escapes more, and RE2 refuses an escaped space.
# https://pkg.go.dev/regexp#QuoteMeta
_RE2_SPECIAL = str.maketrans({character: f"\\{character}" for character in r"\.+*?()|[]{}^$"})


def selector(metric: str | None, *matchers: Matcher | Mapping[str, str], **labels: str) -> Selector:
    """Return the series of `metric` with these matchers, in the order given; a mapping or keyword asks for equality.

    >>> selector("requests_total", {"model": "fraud"}, matches("status", "5.."), job="api").matchers[1:]
    (Matcher(label='status', op='=~', value='5..'), Matcher(label='job', op='=', value='api'))
    """
    found: list[Matcher] = []
    for matcher in (*matchers, labels):
        if isinstance(matcher, Matcher):
            found.append(matcher)
        else:
            found.extend([Matcher(label, "=", value) for label, value in matcher.items()])
    return Selector(metric, tuple(found))


def equals(label: str, value: str) -> Matcher:
    """Ask that `label` is `value`; an empty value asks that the label is absent."""
    return Matcher(label, "=", value)


def not_equals(label: str, value: str) -> Matcher:
    """Ask that `label` is not `value`."""
    return Matcher(label, "!=", value)


def matches(label: str, pattern: str) -> Matcher:
    """Ask that all of `label`'s value matches the RE2 `pattern`."""
    return Matcher(label, "=~", pattern)


def not_matches(label: str, pattern: str) -> Matcher:
    """Ask that `label`'s value does not match the RE2 `pattern`."""
    return Matcher(label, "!~", pattern)


def any_of(label: str, values: Iterable[str]) -> Matcher:
    r"""Ask that `label` is one of `values`, taken literally; raise ValueError when there are none.

    >>> any_of("path", ["/v1.0", "/v2"]), any_of("path", ["/v1.0"])
    (Matcher(label='path', op='=~', value='/v1\\.0|/v2'), Matcher(label='path', op='=', value='/v1.0'))
    """
    distinct = _distinct(label, values)
    return Matcher(label, "=", distinct[0]) if len(distinct) == 1 else Matcher(label, "=~", _alternation(distinct))


def none_of(label: str, values: Iterable[str]) -> Matcher:
    r"""Ask that `label` is none of `values`, taken literally; raise ValueError when there are none.

    >>> none_of("path", ["/v1.0", "/v2"]), none_of("path", ["/v1.0"])
    (Matcher(label='path', op='!~', value='/v1\\.0|/v2'), Matcher(label='path', op='!=', value='/v1.0'))
    """
    found = any_of(label, values)
    return Matcher(label, "!=" if found.op == "=" else "!~", found.value)


def literal_pattern(text: str) -> str:
    r"""Return the RE2 pattern that matches `text` and nothing else.

    >>> print(literal_pattern("gpt-4.1 (eu)"))
    gpt-4\.1 \(eu\)
    """
    return text.translate(_RE2_SPECIAL)


def number(value: float) -> Number:
    """Return a scalar."""
    return Number(math.nan if math.isnan(value) else value + 0.0)


def call(function: str, *args: Expr | float | str) -> Call:
    """Apply a function; Python numbers and strings become PromQL's."""
    return Call(function, tuple([String(arg) if isinstance(arg, str) else _lifted(arg) for arg in args]))


def increase(expr: Selector, window: int | str) -> Call:
    """Return the increase of a counter over `window` (milliseconds, or a Grafana variable)."""
    return Call("increase", (Range(expr, window),))


def histogram_quantile(quantile: float, expr: Expr) -> Call:
    """Return the `quantile` (0 to 1) of the rates of a histogram's buckets."""
    return Call("histogram_quantile", (number(quantile), expr))


def absent(expr: Expr) -> Call:
    """Return one series when `expr` has none."""
    return Call("absent", (expr,))


def aggregate(op: str, labels: Iterable[str], expr: Expr) -> Aggregate:
    """Aggregate `expr` by `labels`; without any there is one series left."""
    return Aggregate(op, expr, tuple(labels))


def add(left: Expr | float, right: Expr | float, matching: Matching | None = None) -> Binary:
    """Return `left + right`."""
    return Binary("+", _lifted(left), _lifted(right), matching=matching)


def subtract(left: Expr | float, right: Expr | float, matching: Matching | None = None) -> Binary:
    """Return `left - right`."""
    return Binary("-", _lifted(left), _lifted(right), matching=matching)


def multiply(left: Expr | float, right: Expr | float, matching: Matching | None = None) -> Binary:
    """Return `left * right`."""
    return Binary("*", _lifted(left), _lifted(right), matching=matching)


def divide(left: Expr | float, right: Expr | float, matching: Matching | None = None) -> Binary:
    """Return `left / right`."""
    return Binary("/", _lifted(left), _lifted(right), matching=matching)


def compare(op: str, left: Expr, right: Expr | float, matching: Matching | None = None, *, as_bool: bool = False) -> Binary:
    """Keep the samples of `left` that compare so with `right`; `as_bool` keeps all, as 0 or 1."""
    return Binary(op, left, _lifted(right), as_bool, matching)


def both(left: Expr, right: Expr, matching: Matching | None = None) -> Binary:
    """Return `left and right`."""
    return Binary("and", left, right, matching=matching)


def either(left: Expr, right: Expr, matching: Matching | None = None) -> Binary:
    """Return `left or right`."""
    return Binary("or", left, right, matching=matching)


def unless(left: Expr, right: Expr, matching: Matching | None = None) -> Binary:
    """Return `left unless right`."""
    return Binary("unless", left, right, matching=matching)


def on(*labels: str, group_left: Sequence[str] | None = None, group_right: Sequence[str] | None = None) -> Matching:
    """Join on `labels`; `group_left` (or right) says that this side may have many series, and which labels it takes from the other."""
    if group_left is not None and group_right is not None:
        raise ValueError("only one side of a join may have many series")
    if group_left is not None:
        return Matching(labels, group="left", include=tuple(group_left))
    return Matching(labels) if group_right is None else Matching(labels, group="right", include=tuple(group_right))


def _lifted(value: Expr | float) -> Expr:
    return number(value) if isinstance(value, (int, float)) else value


def _distinct(label: str, values: Iterable[str]) -> list[str]:
    distinct = list(dict.fromkeys(values))
    if not distinct:
        raise ValueError(f"no value of `{label}` to choose from")
    return distinct


def _alternation(values: list[str]) -> str:
    return "|".join([literal_pattern(value) for value in values])
