"""A pattern of which one alternative is missing: a value lost from a list, which stands once in a spec."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from msgspec.structs import replace

from tocsin import promql
from tocsin.promql import Expr, Matcher, Selector
from tocsin.prove.mutation.change import Change
from tocsin.prove.mutation.rule import Rule
from tocsin.regex.patterns import one_of


def changes(rule: Rule) -> Iterator[Change]:
    """Yield the rule without each alternative of each of its patterns, wherever the series of one metric are asked for it."""
    asked = dict.fromkeys((each.metric, matcher) for each in promql.selectors(rule.expr) for matcher in each.matchers if "~" in matcher.op)
    for metric, matcher in asked:
        for text, _, without in one_of(matcher.value):
            lesser = replace(matcher, value=without)
            expr = promql.transform(rule.expr, partial(_instead, metric, matcher, lesser))
            yield Change(replace(rule, expr=expr), f"`{metric}` lost `{text}` of `{matcher.label}{matcher.op}{matcher.value}`")


def _instead(metric: str | None, matcher: Matcher, other: Matcher, node: Expr) -> Expr:
    if not isinstance(node, Selector) or node.metric != metric:
        return node
    return replace(node, matchers=tuple(other if each == matcher else each for each in node.matchers))
