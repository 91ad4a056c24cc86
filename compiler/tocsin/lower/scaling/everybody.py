"""The query of a metric without the matchers of one model, so that all models can share one adapter rule."""

from __future__ import annotations

from typing import Final

from msgspec.structs import replace

from tocsin import promql
from tocsin.lower.context import Context
from tocsin.lower.rewriting.clusters import at_address
from tocsin.lower.scaling.question import Scope, question
from tocsin.lower.subject import Subject
from tocsin.source import KeyPath
from tocsin.spec.metrics import ExpressionMetric

_SOMEBODY: Final = "tocsin_somebody"
"""Stands for every fact of a model while an expression is read: no series has it in a label."""


def of_everybody(context: Context, metric: str, subject: Subject, *, scope: Scope, window_ms: int, at: KeyPath) -> promql.Expr | None:
    """Return the query for `metric` in which no selector says whose series it reads; None when that cannot be told.

    It is the same whichever `subject` scales on it.
    """
    written = context.resolved.spec.metrics.get(metric)
    if isinstance(written, ExpressionMetric):
        query = _of_expression(context, written, subject)
    else:
        measure = context.metrics.bind(metric, None, where={}, by=(), at=at)
        query = None if measure is None else question(measure, scope=scope, window_ms=window_ms)
    return None if query is None else at_address(context.resolved, query)


def _of_expression(context: Context, metric: ExpressionMetric, subject: Subject) -> promql.Expr | None:
    facts = {name: value if name in _SHARED else _SOMEBODY for name, value in context.texts.subject_facts(subject).items()}
    text = context.texts.fill(metric.expr, facts, at=())
    parsed = promql.parse(text) if text is not None else None
    return None if parsed is None or isinstance(parsed, promql.ParseFailure) else promql.transform(parsed, _of_nobody)


_SHARED: Final = frozenset({"platform", "environment", "window"})


def _of_nobody(node: promql.Expr) -> promql.Expr:
    if not isinstance(node, promql.Selector):
        return node
    return replace(node, matchers=tuple(each for each in node.matchers if _SOMEBODY not in each.value))
