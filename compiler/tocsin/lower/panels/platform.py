"""The overview of a platform: what fires now, and a line for each model and component.

Each query asks for all of them at once. A hundred are named beside, so that each has a line whatever is known of it; of more those have
one of whom a series tells: an alert that fires, an objective, a recorded health, or a metric that most models watch. So it is as long for
ten thousand models as for a thousand.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import reduce
from typing import Final

from msgspec.structs import replace

from tocsin import promql, units
from tocsin.conventions import ENVIRONMENT_LABEL, MODEL_LABEL, PLATFORM_LABEL, SEVERITY_LABEL, SUBJECT_LABEL
from tocsin.ir import Column, Line, Panel, PromQuery, Row, State
from tocsin.lower.health import HEALTHY
from tocsin.lower.panels import gravity
from tocsin.lower.panels.alerts import alerts_panel, firing_alerts
from tocsin.lower.panels.drawing import Drawing
from tocsin.lower.panels.health import health_panel
from tocsin.lower.panels.signals import ASKED, named, signals
from tocsin.lower.panels.slos import budget_lines
from tocsin.lower.panels.states import truth
from tocsin.lower.panels.wording import heading
from tocsin.lower.slos import CURRENT, REMAINING
from tocsin.lower.subject import Subject
from tocsin.source import KeyPath
from tocsin.spec.dashboards import Panel as Spec

AT: Final[KeyPath] = ("platform", "dashboard")
_COLUMNS: Final = 24


def platform_rows(drawing: Drawing, subjects: Sequence[Subject]) -> Iterator[Row]:
    """Yield the rows of an overview of `subjects`, which are several."""
    yield Row(title="Now", panels=(*_numbers(drawing, subjects), _firing(drawing)))
    for title, kind, label in (("Models", "model", MODEL_LABEL), ("Components", "component", SUBJECT_LABEL)):
        those = [subject for subject in subjects if subject.kind == kind]
        if those:
            yield Row(title=title, panels=(_lines(drawing, title, label, those),))


def _numbers(drawing: Drawing, subjects: Sequence[Subject]) -> list[Panel]:
    """Return how many alerts of each severity fire, how healthy the platform is, and the least that is left of any budget."""
    context, found = drawing.context, []
    for severity in reversed(context.platform.severities):
        firing = promql.Aggregate("count", firing_alerts({**_own(drawing), SEVERITY_LABEL: severity}))
        expr = promql.either(firing, promql.call("vector", 0))
        told = f"How many alerts of the severity {severity} fire now."
        found.append(_number(heading(severity), told, expr, "alerts", (Line(op=">=", value=1.0, severity=severity),)))
    if context.platform.health is not None:
        health = health_panel(drawing, Spec.model_construct(as_="stat"), AT)
        found += [] if health is None else [health]
    if any(subject.spec.slos for subject in subjects):
        least = promql.Aggregate("min", _recorded(drawing, REMAINING))
        told = "Of the objective that has least left of what may be bad."
        found.append(_number("Least budget left", told, least, "ratio", budget_lines(context)))
    return [replace(panel, span=_COLUMNS // len(found)) for panel in found]


def _number(title: str, description: str, expr: promql.Expr, unit: str, lines: tuple[Line, ...]) -> Panel:
    queries = (PromQuery(expr=expr, legend=title, instant=True),)
    return Panel(
        title=title, description=description, shape="stat", unit=units.UNITS[unit], queries=queries, lines=lines,
        span=0, options={}, at=AT,
    )  # fmt: skip


def _firing(drawing: Drawing) -> Panel:
    return replace(alerts_panel(drawing, Spec.model_construct(), AT), span=_COLUMNS)


def _lines(drawing: Drawing, title: str, label: str, subjects: Sequence[Subject]) -> Panel:
    """Return the table with a line for each of `subjects`, whose name is in `label`."""
    recorded = tuple(_of_recordings(drawing, label, subjects))
    watched = tuple(signals(drawing, subjects)) if label == MODEL_LABEL else ()
    firing = promql.Aggregate("count", firing_alerts(_own(drawing), *_of(drawing, label)), (label,))
    return Panel(
        title=title,
        description="How grave the worst is that fires of each, and what is known of all alike.",
        shape="table",
        unit=units.UNITS["count"],
        queries=(
            _state(drawing, label, tuple(_quiet(label, subjects, recorded or watched[:1]))),
            PromQuery(expr=firing, legend="Alerts", instant=True, column=Column(short=True)),
            *recorded,
            *watched,
        ),
        lines=(),
        span=_COLUMNS,
        options={"rows": label, "lines": len(subjects), "dashboard": drawing.links["dashboard"]},
        at=AT,
    )


def _quiet(label: str, subjects: Sequence[Subject], known: Sequence[PromQuery]) -> Iterator[promql.Expr]:
    """Yield 0 for each of `subjects`, which has a line then though no alert of it fires; of too many to be named those that are `known`."""
    if len(subjects) <= ASKED:
        yield from (named(promql.call("vector", 0), label, subject.name) for subject in subjects)
    else:
        yield from (promql.multiply(0, promql.Aggregate("group", query.expr, (label,))) for query in known)


def _state(drawing: Drawing, label: str, quiet: Sequence[promql.Expr]) -> PromQuery:
    """Return how grave the gravest alert of each is, or what is `quiet` as it says."""
    severities = drawing.context.platform.severities
    each = [firing_alerts({**_own(drawing), SEVERITY_LABEL: severity}, *_of(drawing, label)) for severity in severities]
    ranks = [promql.multiply(rank, firing) if rank > 1 else firing for rank, firing in enumerate(each, start=1)]
    gravest: promql.Expr = promql.Aggregate("max", reduce(promql.either, ranks), (label,))
    gravest = reduce(promql.either, quiet, gravest)
    states = (State(value=0, text=_QUIET, severity=None), *gravity.severities(drawing.context))
    column = Column(lines=gravity.limits(drawing.context), states=states, nothing=_QUIET, short=True)
    return PromQuery(expr=gravest, legend="State", instant=True, column=column)


_QUIET: Final = "quiet"


def _of_recordings(drawing: Drawing, label: str, subjects: Sequence[Subject]) -> Iterator[PromQuery]:
    """Yield whether each answers, and its budgets, where these are recorded."""
    context = drawing.context
    if context.platform.health is not None:
        healthy = promql.Aggregate("min", _recorded(drawing, HEALTHY, *_of(drawing, label)), (label,))
        yield PromQuery(expr=healthy, legend="Answers", instant=True, column=Column(states=truth(context, ()), short=True))
    if any(subject.spec.slos for subject in subjects):
        left, burning = (_recorded(drawing, name, *_of(drawing, label)) for name in (REMAINING, CURRENT))
        ratio, factor = units.UNITS["ratio"], units.UNITS["factor"]
        limits = Column(lines=budget_lines(context))
        yield PromQuery(expr=promql.Aggregate("min", left, (label,)), legend="Budget left", instant=True, unit=ratio, column=limits)
        yield PromQuery(expr=promql.Aggregate("max", burning, (label,)), legend="Burn rate", instant=True, unit=factor)


def _of(drawing: Drawing, label: str) -> tuple[promql.Matcher, ...]:
    """Return what tells models from components, which may have the label of a model that they tell of, and from the platform itself."""
    if label == MODEL_LABEL:
        return promql.not_equals(label, ""), promql.equals(SUBJECT_LABEL, "")
    name, components = drawing.context.platform.name, drawing.context.resolved.spec.components
    return (promql.not_equals(label, "") if name in components else promql.not_matches(label, f"|{promql.literal_pattern(name)}"),)


def _own(drawing: Drawing) -> Mapping[str, str]:
    return {PLATFORM_LABEL: drawing.context.platform.name, ENVIRONMENT_LABEL: drawing.context.environment}


def _recorded(drawing: Drawing, name: str, *more: promql.Matcher) -> promql.Selector:
    return promql.Selector(name, (*(promql.equals(label, value) for label, value in sorted(_own(drawing).items())), *more))
