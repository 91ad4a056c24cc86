"""PromQL text to expressions, or to the reason why Prometheus would refuse it.

The yardstick is promtool 3.5 without feature flags. promql_parser reads it, and is corrected here where it is more liberal: functions,
aggregations and `fill` that need a flag, `or` between matchers (MetricsQL). It is narrower in a few spellings, which come back as a
failure although promtool 3.5 takes them: digits grouped with `_` (`1_000`), metrics and grouping labels called `anchored` or `smoothed`,
`@` before 1970 or after 9999, windows below a millisecond, patterns with `{{`, `[[`, quotations or octal numbers, more than 200 levels.
"""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any, Literal

import promql_parser
from msgspec import Struct

from tocsin.promql.ast import (
    Aggregate,
    At,
    Binary,
    Call,
    Expr,
    Matcher,
    Matching,
    MatchOperator,
    Number,
    Range,
    Selector,
    String,
    Subquery,
    Unary,
)
from tocsin.promql.bounds import out_of_bounds
from tocsin.promql.build import number
from tocsin.regex import late
from tocsin.regex.go import NotGoError, in_rust


class ParseFailure(Struct, frozen=True):
    """Why a text is no PromQL."""

    message: str


def parse(text: str) -> Expr | ParseFailure:
    """Return the expression that `text` says, without its parentheses and comments, or why it says none.

    >>> parse("up == 0")
    Binary(op='==', left=Selector(metric='up', matchers=(), offset_ms=0, at=None), right=Number(value=0.0), as_bool=False, matching=None)
    >>> parse("sum(mad(up[5m]))")
    ParseFailure(message="unknown function with name 'mad'")
    """
    skeleton = _OPAQUE.sub(" ", text)
    if len(_LEVEL.findall(skeleton)) > _MOST_OPERATORS:
        return ParseFailure(f"more than {_MOST_OPERATORS} operators and parentheses: record parts of it under names of their own")
    if impossible := out_of_bounds(skeleton):
        return ParseFailure(impossible)
    try:
        return _expr(promql_parser.parse(text), _DEEPEST)
    except (_RefusedError, ValueError) as refused:
        return ParseFailure(str(refused))
    except RecursionError:
        return ParseFailure(_TOO_DEEP)


# Text in which an operator is no operator: strings, comments and matchers.
_STRING = r"\"(?:[^\"\\\n]|\\.)*\"|'(?:[^'\\\n]|\\.)*'|`[^`]*`"
_OPAQUE = late(rf"(?:{_STRING}|#[^\n]*)|\{{(?:{_STRING}|[^{{}}\"'`])*\}}")

# promql_parser overflows the stack, which ends the process, somewhere above 1,100 terms, and printing needs Python's stack too.
_LEVEL = late(r"[-+*/%^<>(]|==|!=|\b(?:and|or|unless|atan2)\b", re.IGNORECASE)
_MOST_OPERATORS = 1000
_DEEPEST = 200
_TOO_DEEP = f"nested more than {_DEEPEST} levels deep: record parts of it under names of their own"

# Not marked as experimental by promql_parser 0.11, and unknown to Prometheus 3.5.
_NEWER_FUNCTIONS = frozenset({"first_over_time"})
_EXPERIMENTAL_AGGREGATIONS = frozenset({"limitk", "limit_ratio"})


class _RefusedError(Exception):
    """What promql_parser takes and Prometheus 3.5 does not."""


def _expr(node: Any, levels: int) -> Expr:  # noqa: ANN401, C901 - promql_parser's nodes; one case a kind
    while isinstance(node, promql_parser.ParenExpr):
        node = node.expr
    if levels == 0:
        raise _RefusedError(_TOO_DEEP)
    below = levels - 1
    match node:
        case promql_parser.VectorSelector():
            return _selector(node)
        case promql_parser.MatrixSelector(vector_selector=selector, range=window):
            return Range(_selector(selector), _milliseconds(window))
        case promql_parser.Call(func=function, args=args):
            _refuse_experimental(function.name, experimental=function.experimental or function.name in _NEWER_FUNCTIONS)
            return Call(function.name, tuple([_expr(arg, below) for arg in args]))
        case promql_parser.AggregateExpr(op=op, expr=inner, param=param, modifier=modifier):
            _refuse_experimental(str(op), experimental=str(op) in _EXPERIMENTAL_AGGREGATIONS)
            without = modifier is not None and modifier.type == promql_parser.AggModifierType.Without
            labels = () if modifier is None else tuple(modifier.labels)
            return Aggregate(str(op), _expr(inner, below), labels, without, None if param is None else _expr(param, below))
        case promql_parser.BinaryExpr(op=op, lhs=left, rhs=right, modifier=modifier):
            as_bool = modifier is not None and modifier.return_bool
            return Binary(str(op), _expr(left, below), _expr(right, below), as_bool, _matching(modifier, str(op)))
        case promql_parser.NumberLiteral(val=value):
            return number(value)
        case promql_parser.UnaryExpr(expr=inner):
            operand = _expr(inner, below)
            return number(-operand.value) if isinstance(operand, Number) else Unary(operand)
        case promql_parser.SubqueryExpr(expr=inner, range=window, step=step, offset=offset):
            step_ms = None if step is None else _milliseconds(step)
            return Subquery(_expr(inner, below), _milliseconds(window), step_ms, _milliseconds(offset), _at(node))
        case promql_parser.StringLiteral(val=value):
            return String(value)
        case _:
            raise TypeError(f"promql_parser returned a {type(node).__name__}")


def _refuse_experimental(name: str, *, experimental: bool) -> None:
    if experimental:
        raise _RefusedError(f"`{name}` is experimental: Prometheus 3.5 refuses it unless started with a flag")


def _refuse_unlike_go(pattern: str) -> None:
    try:
        in_rust(pattern)
    except NotGoError as refused:
        raise _RefusedError(f"`{pattern}` is no regular expression: {refused}") from None


def _selector(node: promql_parser.VectorSelector) -> Selector:
    if node.matchers.or_matchers:
        raise _RefusedError("`or` between matchers is MetricsQL: write a pattern, or two selectors joined by `or`")
    matchers = tuple([Matcher(matcher.name, _MATCH_OPERATORS[str(matcher.op)], matcher.value) for matcher in node.matchers.matchers])
    for matcher in matchers:
        if "~" in matcher.op:
            _refuse_unlike_go(matcher.value)
    name = node.name
    named = [matcher for matcher in matchers if matcher.label == "__name__"]
    if name is None and len(named) == 1 and named[0].op == "=" and named[0].value:
        name = named[0].value
        matchers = tuple([matcher for matcher in matchers if matcher.label != "__name__"])
    return Selector(name, matchers, _milliseconds(node.offset), _at(node))


_MATCH_OPERATORS: dict[str, MatchOperator] = {
    "MatchOp.Equal": "=",
    "MatchOp.NotEqual": "!=",
    "MatchOp.Re": "=~",
    "MatchOp.NotRe": "!~",
}


def _matching(modifier: promql_parser.BinModifier | None, op: str) -> Matching | None:
    if modifier is None:
        return None
    if modifier.fill_values.lhs is not None or modifier.fill_values.rhs is not None:
        raise _RefusedError(f"`fill` after `{op}` is experimental: Prometheus 3.5 refuses it unless started with a flag")
    if modifier.matching is None:
        return None
    ignoring = modifier.matching.type == promql_parser.LabelModifierType.Exclude
    matching = Matching(tuple(modifier.matching.labels), ignoring, _GROUPS.get(str(modifier.card)), tuple(modifier.group_labels or ()))
    return None if matching == _EVERY_LABEL else matching


_EVERY_LABEL = Matching(ignoring=True)  # what no matching says as well
_GROUPS: dict[str, Literal["left", "right"]] = {"VectorMatchCardinality.ManyToOne": "left", "VectorMatchCardinality.OneToMany": "right"}


def _milliseconds(delta: timedelta | None) -> int:
    return 0 if delta is None else delta // timedelta(milliseconds=1)


def _at(node: promql_parser.VectorSelector | promql_parser.SubqueryExpr) -> At | None:
    at = node.at
    if at is None:
        return None
    if at.type == promql_parser.AtModifierType.Start:
        return "start"
    if at.type == promql_parser.AtModifierType.End:
        return "end"
    return None if at.at is None else round(at.at.timestamp() * 1000)
