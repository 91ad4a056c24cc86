"""The panel of a threshold: the alert's own expression, with its limits as lines."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import Final, TypeAlias

from tocsin import promql
from tocsin.conventions import words
from tocsin.ir import Alert, Line, Panel, PromQuery, Watch
from tocsin.lower.context import Context
from tocsin.lower.panels.band import band_panel
from tocsin.lower.panels.drawing import is_missing, metric_of
from tocsin.lower.panels.reading import Reading, read
from tocsin.lower.panels.states import truth
from tocsin.lower.panels.wording import described, heading, legend
from tocsin.lower.subject import Subject
from tocsin.threshold import Threshold
from tocsin.threshold.limit import OtherMetric

RATE_INTERVAL = "$__rate_interval"
_EXTREMES: Final = frozenset({"max", "min"})


def panels_of(context: Context, subject: Subject, alerts: Iterable[Alert]) -> Iterator[Panel]:
    """Yield one panel for each value that `alerts` watch; alerts for missing series have nothing to draw."""
    grouped: dict[promql.Expr, list[Alert]] = {}
    for alert in alerts:
        if not is_missing(alert):
            grouped.setdefault(alert.value, []).append(alert)
    extremes = [value for value in grouped if isinstance(value, promql.Aggregate) and value.op in _EXTREMES]
    for value in extremes:
        finer = next((other for other in extremes if other in grouped and tells(other, value)), None)
        if finer is not None:
            grouped[finer] += grouped.pop(value)
    titles = [_title(steps[0], subject) for steps in grouped.values()]
    for title, steps in zip(titles, grouped.values(), strict=True):
        # Of one metric several values may be watched: the highest, and the lowest.
        ambiguous = titles.count(title) > 1
        yield _panel(context, subject, steps, f"{title} ({words(str(steps[0].at[-1]))})" if ambiguous else title)


def tells(finer: promql.Expr, value: promql.Expr) -> bool:
    """Tell whether the picture of `finer` shows `value` too: the highest of all pods is the highest of the line of each."""
    if not (isinstance(finer, promql.Aggregate) and isinstance(value, promql.Aggregate)) or finer.without or value.without:
        return False
    return finer.op == value.op and value.op in _EXTREMES and {*value.labels} < {*finer.labels} and finer.expr == value.expr


def lines(alerts: Iterable[Alert]) -> tuple[Line, ...]:
    """Return the limits of `alerts` and the goals beside them, each once."""
    return _lines(tuple([(_judging(alert), alert.severity, alert.goal) for alert in alerts]))


def _judging(alert: Alert) -> tuple[tuple[str, float], ...]:
    """Return the limits that are bad to cross: any queue is above 0, which is bad only while nobody works on it."""
    return tuple([each for each in alert.limits if each != (">", 0.0)]) if alert.besides else alert.limits


_Limits: TypeAlias = tuple[tuple[str, float], ...]


@lru_cache(maxsize=1024)  # models of one kind have the same limits
def _lines(steps: tuple[tuple[_Limits, str, tuple[str, float] | None], ...]) -> tuple[Line, ...]:
    found: list[Line] = []
    for limits, severity, goal in steps:
        found += [Line(op=op, value=value, severity=severity) for op, value in limits]
        if goal is not None:
            op, value = goal
            found.append(Line(op=op, value=value, severity=None))
    return tuple(dict.fromkeys(found))


def zoomed(context: Context, expr: promql.Expr) -> promql.Expr:
    """Return `expr` with the platform's own rate window replaced by what the zoom asks for.

    A window that the author chose is part of what the alert means, and stays.
    """

    def replaced(node: promql.Expr) -> promql.Expr | None:
        if isinstance(node, promql.Call) and node.function in {"rate", "increase"}:
            (inner,) = node.args
            if isinstance(inner, promql.Range) and inner.window == context.window_ms:
                return promql.Call(node.function, (promql.Range(inner.expr, RATE_INTERVAL),))
        return None

    return promql.substitute(expr, replaced)


def _threshold(alert: Alert, subject: Subject) -> Threshold | None:
    return subject.spec.thresholds.get(str(alert.at[-1])) if alert.at[2:3] == ("thresholds",) else None


def _title(alert: Alert, subject: Subject) -> str:
    threshold = _threshold(alert, subject)
    return alert.title if threshold is None else threshold.caption(alert.title)


def _panel(context: Context, subject: Subject, steps: list[Alert], title: str) -> Panel:
    first = steps[0]
    limits = lines(steps)
    states = truth(context, limits) if first.unit.name == "bool" else ()
    threshold = _threshold(first, subject)
    drawn = first.value if threshold is None else threshold.picture(first.value)
    reading = read(drawn)
    metric = metric_of(first, subject)
    if first.band is not None:
        return band_panel(first.band, steps, title=title, told=context.metrics.help(metric), at=first.at)
    return Panel(
        title=heading(title),
        description=described(context.metrics.help(metric) if metric else "", reading.series),
        shape="state" if states else "timeseries",
        unit=first.unit,
        queries=tuple(_queries(context, subject, steps, drawn, reading)),
        lines=limits,
        span=0,
        options={},
        states=states,
        at=first.at,
        watched=tuple(map(Watch.of, steps)),
    )


def _queries(context: Context, subject: Subject, steps: list[Alert], drawn: promql.Expr, reading: Reading) -> Iterator[PromQuery]:
    """Yield the value, the median beside another quantile, and the metrics that it is compared with."""
    first = steps[0]
    value = zoomed(context, drawn) if context.window_ms in reading.windows else drawn
    # What reads a recording does not say which labels that has.
    told = legend(reading.labels or (first.proof.drive.by if first.proof is not None else ()))
    quantile = reading.quantile
    percent = f"p{format(quantile * 100, 'g')}" if quantile is not None else ""
    yield PromQuery(expr=value, legend=f"{percent} {told}".strip() or first.title)
    if quantile is not None and quantile != _MEDIAN:
        yield PromQuery(expr=promql.substitute(value, _median), legend=f"p50 {told}".rstrip())
    others: dict[promql.Expr, tuple[str, str]] = {}
    for alert in steps:
        other = _other_side(alert.expr)
        if other is not None and not isinstance(other, promql.Number):
            others.setdefault(other, (_limit(alert, subject), alert.severity))
    for expr, (name, severity) in others.items():
        yield PromQuery(expr=zoomed(context, expr), legend=f"{name} {legend(read(expr).labels)}".rstrip(), limits=severity)


_MEDIAN = 0.5


def _median(node: promql.Expr) -> promql.Expr | None:
    match node:
        case promql.Call("histogram_quantile", (_, observed)):
            return promql.histogram_quantile(_MEDIAN, observed)
        case _:
            return None


def _other_side(expr: promql.Expr) -> promql.Expr | None:
    """Return what the value is compared with: the first comparison, since a guard comes last."""
    while isinstance(expr, promql.Binary) and expr.op in {"and", "or", "unless"}:
        expr = expr.left
    return expr.right if isinstance(expr, promql.Binary) and not expr.as_bool else None


def _limit(alert: Alert, subject: Subject) -> str:
    """Return the words for a limit that is a metric."""
    threshold = _threshold(alert, subject)
    for step in threshold.steps() if threshold is not None else ():
        for bound in step.bounds:
            if isinstance(bound.limit, OtherMetric) and step.severity in {None, alert.severity}:
                return words(bound.limit.metric)
    return "limit"
