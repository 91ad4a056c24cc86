"""`while:` what must hold besides for a threshold to mean anything."""

from __future__ import annotations

from tocsin import promql
from tocsin.lower.context import Context, milliseconds
from tocsin.lower.subject import Subject
from tocsin.lower.thresholds.limits import in_unit
from tocsin.source import Route
from tocsin.threshold import Guard, Threshold


def guarded(context: Context, subject: Subject, threshold: Threshold, expr: promql.Expr, by: tuple[str, ...], at: Route) -> promql.Expr:
    """Return `expr` where all of the threshold's guards hold too; a guard that cannot be had has been said."""
    for metric, guard in threshold.while_.items():
        condition = _condition(context, subject, threshold, metric, guard, (*at, "while", metric))
        if condition is not None:
            expr = promql.both(expr, condition, promql.on(*by))
    return expr


def _condition(context: Context, subject: Subject, threshold: Threshold, metric: str, guard: Guard, at: Route) -> promql.Expr | None:
    measure = context.metrics.bind(metric, subject, where=guard.where, by=threshold.by, at=at)
    if measure is None:
        return None
    window_ms = milliseconds(guard.over) if guard.over else context.window_ms
    op, limit = guard.bound()
    value = measure.value(window=window_ms, aggregate=guard.aggregate, low=op == "<", smooth=guard.over is not None)
    if value is None:
        context.findings.add(
            "threshold/wrong-metric-type", f"`{metric}` has no single value", "name a metric with `quantile:` or `mean:`", at=at
        )
        return None
    number = in_unit(context, limit, measure.unit, metric, at)
    return None if number is None else promql.Binary(op, value, promql.Number(number))
