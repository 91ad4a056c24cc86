"""The row of a dashboard about objectives: what is left of each budget, and how fast it burns in every window."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import Final

from msgspec.structs import replace

from tocsin import promql, units
from tocsin.conventions import words
from tocsin.duration import format_duration
from tocsin.ir import Alert, Line, Panel, PromQuery, Watch
from tocsin.lower.context import Context
from tocsin.lower.panels.budgets_apart import budgets_apart
from tocsin.lower.panels.drawing import Drawing
from tocsin.lower.panels.named import panel
from tocsin.lower.panels.wording import described
from tocsin.lower.slos import REMAINING, Objective, error_share, objectives
from tocsin.lower.subject import Subject
from tocsin.spec.dashboards import Panel as Spec
from tocsin.spec.slos import LIMITED_BY

# Of Grafana's 24 columns: an objective a line.
_NUMBER: Final = 6
_PICTURE: Final = 18


def slo_panels(context: Context, subject: Subject, alerts: tuple[Alert, ...]) -> Iterator[Panel]:
    """Yield, for each objective, its remaining budget and its burn rates with the limits of its `alerts` as lines."""
    for objective in objectives(subject):
        own = [alert for alert in alerts if alert.at == objective.at]
        each = objective.for_each(next((alert.by for alert in own), ()))
        if each.by:
            burning = [alert for alert in own if alert.limits]
            yield from budgets_apart(each, burning, promised=_promised(each), lines=budget_lines(context))
        else:
            yield _remaining(context, each)
            yield _burn_rates(each, own)


def kept_panels(drawing: Drawing, subject: Subject, alerts: Sequence[Alert]) -> Iterator[Panel]:
    """Yield a picture of each metric with a limit that an objective is about and no threshold draws, with the limit that is to be kept."""
    watched = {threshold.metric or name for name, threshold in subject.spec.thresholds.items()}
    for objective in objectives(subject):
        spec, own = objective.spec, [alert for alert in alerts if alert.at == objective.at]
        bound = spec.bound() if spec.under is None else (">", spec.under)
        # Without alerts it cannot be had, which has been said.
        if not own or bound is None or spec.metric is None or spec.metric in watched:
            continue
        op, limit = bound
        quantiles = () if spec.quantile is None else (f"p{format(spec.quantile * 100, 'g')}",)
        asked = Spec.model_construct(model=subject.name, where=spec.where, by=spec.by, quantiles=quantiles)
        picture = panel(drawing, spec.metric, asked, (*objective.at, "metric"))
        # How long ago something may be is no line in a picture of when it was.
        number = units.convert(limit, picture.unit) if isinstance(picture, Panel) and picture.unit.name not in units.MOMENTS else None
        if isinstance(picture, Panel) and number is not None:
            share = units.show(float(objective.share), units.UNITS["ratio"])
            kept = f"{words(LIMITED_BY[op])} {limit.text}"
            whose = "the time" if objective.on_time else "events"
            promise = f"The objective is that it is {kept} for {share} of {whose} over {spec.period}."
            line = Line(op=op, value=number, severity=own[-1].severity)
            yield replace(picture, lines=(line,), promise=promise, at=objective.at)


def is_of_slo(alert: Alert) -> bool:
    """Tell whether an alert is about an objective: its value is drawn here."""
    # models.<name>.slos.<objective>
    return alert.at[2:3] == ("slos",)


def budget_lines(context: Context) -> tuple[Line, ...]:
    """Return from where on little is left of a budget, and nothing."""
    return (Line(op="<", value=0.0, severity=context.gravest), Line(op="<", value=0.25, severity=context.usual))


def _remaining(context: Context, objective: Objective) -> Panel:
    return Panel(
        title=f"Budget left: {words(objective.name)}",
        description=f"{_promised(objective)}; this is what is left of what may be bad.",
        shape="gauge", unit=units.UNITS["ratio"],
        queries=(PromQuery(expr=objective.recorded(REMAINING), legend=words(objective.name), instant=True),),
        lines=budget_lines(context), span=_NUMBER, options={}, at=objective.at,
    )  # fmt: skip


def _promised(objective: Objective) -> str:
    share = units.show(float(objective.share), units.UNITS["ratio"])
    whose = f" of each {objective.whose}" if objective.by else ""
    return f"The objective{whose} is {share} {'of the time' if objective.on_time else 'good events'} over {objective.spec.period}"


def _burn_rates(objective: Objective, alerts: list[Alert]) -> Panel:
    budget = float(objective.budget)
    queries = tuple(
        PromQuery(
            expr=promql.divide(objective.recorded(error_share(window)), budget),
            legend=format_duration(window),
        )
        for window in objective.windows_ms
    )
    lines = tuple(
        Line(op=op, value=float(Decimal(repr(limit)) / objective.budget), severity=alert.severity)
        for alert in alerts
        for op, limit in alert.limits
    )
    told = f"How many times faster than it may the budget of {objective.spec.period} is spent: at 1 it lasts exactly as long"
    return Panel(
        title=f"Burn rate: {words(objective.name)}",
        description=described(told),
        shape="timeseries", unit=units.UNITS["count"], queries=queries, lines=lines, span=_PICTURE,
        options={}, at=objective.at, watched=tuple([Watch.of(alert) for alert in alerts if alert.limits]),
    )  # fmt: skip
