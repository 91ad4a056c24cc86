"""Panels of the counts behind shares that alerts watch: a share of errors does not show how many requests there are."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence

from msgspec.structs import replace

from tocsin import promql
from tocsin.ir import Alert, Panel, PromQuery, TextPanel
from tocsin.lower.panels.drawing import Drawing
from tocsin.lower.panels.named import panel
from tocsin.lower.subject import Subject
from tocsin.measures import Series
from tocsin.source import KeyPath
from tocsin.spec.dashboards import Panel as Spec
from tocsin.spec.metrics import Ratio, RatioMetric


def counted_panels(drawing: Drawing, subject: Subject, alerts: Sequence[Alert], given: Collection[Panel | TextPanel]) -> Iterator[Panel]:
    """Yield a picture of each counter of which `subject` watches a share, by what makes it that share: its requests by status, or reason.

    What any of the panels `given` shows is not drawn again. A share of which there are no `alerts` cannot be had, which has been said.
    """
    queries = (query for each in given if isinstance(each, Panel) for query in each.queries if isinstance(query, PromQuery))
    shown = {name for query in queries for name in promql.metrics(query.expr)}
    for metric, at in _watched(subject, {alert.at for alert in alerts}):
        match drawing.context.resolved.spec.metrics.get(metric):
            case RatioMetric(ratio=Ratio(of=str(counter), where=where, to=None)) if where:
                measure = drawing.context.metrics.bind(counter, subject, where={}, by=(), at=at)
                # Without a matcher it is everybody's, and no picture of this one.
                if isinstance(measure, Series) and measure.type == "counter" and measure.matchers and measure.metric not in shown:
                    shown.add(measure.metric)
                    picture = panel(drawing, counter, Spec.model_construct(model=subject.name, by=tuple(where)), at)
                    if isinstance(picture, Panel):
                        # The share has a picture of its own, to which the runbook of its alerts leads.
                        yield replace(picture, at=(*subject.at, "panels"))
            case _:
                pass


def _watched(subject: Subject, alerting: Collection[KeyPath]) -> Iterator[tuple[str, KeyPath]]:
    """Yield each metric that a threshold or an objective is about, and where that stands, of those that have alerts."""
    thresholds = ((each.metric or name, (*subject.at, "thresholds", name)) for name, each in subject.spec.thresholds.items())
    objectives = ((each.metric, (*subject.at, "slos", name)) for name, each in subject.spec.slos.items() if each.metric is not None)
    yield from ((metric, at) for metric, at in (*thresholds, *objectives) if at in alerting)
