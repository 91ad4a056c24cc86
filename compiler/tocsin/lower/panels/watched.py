"""The panel of a threshold: the alert's own expression, with its limits as lines."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from tocsin import promql
from tocsin.ir import Alert, Line, Panel, PromQuery
from tocsin.lower.context import Context
from tocsin.source import Route

RATE_INTERVAL = "$__rate_interval"


def panels_of(context: Context, alerts: Iterable[Alert]) -> Iterator[Panel]:
    """Yield one panel for each threshold among `alerts`; alerts for missing series have nothing to draw."""
    grouped: dict[tuple[Route, str], list[Alert]] = {}
    for alert in alerts:
        if alert.limits or not isinstance(alert.value, promql.Call):
            grouped.setdefault((alert.at, alert.name), []).append(alert)
    for (at, name), steps in grouped.items():
        first = steps[0]
        conditions = ", ".join(f"{alert.severity} {alert.condition}" for alert in steps)
        yield Panel(
            title=first.title[:1].upper() + first.title[1:],
            description=f"Watched by {name}: {conditions}.",
            shape="timeseries",
            unit=first.unit,
            queries=(PromQuery(expr=zoomed(context, first.value), legend=legend(first.value) or first.title),),
            lines=lines(steps),
            datasource="",
            span=0,
            options={},
            at=at,
        )


def lines(alerts: Iterable[Alert]) -> tuple[Line, ...]:
    """Return the limits of `alerts`, each once."""
    found = [Line(op=op, value=value, severity=alert.severity) for alert in alerts for op, value in alert.limits]
    return tuple(dict.fromkeys(found))


def zoomed(context: Context, expr: promql.Expr) -> promql.Expr:
    """Return `expr` with the platform's own rate window replaced by what the zoom asks for.

    A window that the author chose is part of what the alert means, and stays.
    """

    def replaced(node: promql.Expr) -> promql.Expr:
        if isinstance(node, promql.Call) and node.function in {"rate", "increase"}:
            (inner,) = node.args
            if isinstance(inner, promql.Range) and inner.window == context.window_ms:
                return promql.Call(node.function, (promql.Range(inner.expr, RATE_INTERVAL),))
        return node

    return promql.transform(expr, replaced)


def legend(value: promql.Expr) -> str:
    """Return a legend of the labels that tell the values apart; empty when there is one value."""
    for node in promql.walk(value):
        if isinstance(node, promql.Aggregate):
            return " ".join(f"{{{{{label}}}}}" for label in node.labels if label != "le")
    return ""
