"""The panel `platform_health`: the share of a platform that is healthy, or as `state` which model and component is."""

from __future__ import annotations

from typing import Final

from tocsin import promql, units
from tocsin.conventions import ENVIRONMENT_LABEL, MODEL_LABEL, PLATFORM_LABEL, SUBJECT_LABEL
from tocsin.ir import Panel, PromQuery, Watch
from tocsin.lower.health import HEALTH, HEALTHY
from tocsin.lower.panels.drawing import Drawing
from tocsin.lower.panels.states import truth
from tocsin.lower.panels.watched import lines
from tocsin.source import KeyPath
from tocsin.spec.dashboards import Panel as Spec

KEY: Final = "platform_health"
_SHAPES: Final = {"timeseries", "stat", "gauge"}


def health_panel(drawing: Drawing, spec: Spec, at: KeyPath) -> Panel | None:
    """Return the panel; None, and a diagnostic, when the platform records no health, or not in that shape."""
    context = drawing.context
    findings = context.findings
    if context.platform.health is None:
        findings.add("dashboard/no-health", "the platform records no health", "add `platform: {health: {}}`", at=at, part="key")
        return None
    shape = spec.as_ or "timeseries"
    each = shape in {"state", "history"}
    if not each and shape not in _SHAPES:
        message, remedy = f"the health of a platform is no {shape}", "write one of `timeseries`, `stat`, `gauge`, `state`"
        findings.add("dashboard/bad-panel", message, remedy, at=(*at, "as"))
        return None
    watching = () if each else tuple([alert for alert in drawing.alerts if alert.at[:2] == ("platform", "health")])
    return Panel(
        title=drawing.text(spec.title, None, (*at, "title")) or ("Healthy models and components" if each else "Health of the platform"),
        description=drawing.text(spec.description, None, (*at, "description"))
        or ("Which answer their scrape and all of their probes." if each else "The share of models and components that are healthy."),
        shape="state" if each else "stat" if shape == "stat" else "gauge" if shape == "gauge" else "timeseries",
        unit=units.UNITS["bool" if each else "ratio"],
        queries=_each(drawing) if each else (PromQuery(expr=_recorded(drawing, HEALTH), legend="healthy", instant=shape != "timeseries"),),
        lines=lines(watching),
        span=spec.width or 0,
        options={"range": spec.range} if spec.range else {},
        states=truth(context, ()) if each else (),
        at=at,
        watched=tuple(map(Watch.of, watching)),
    )


def _each(drawing: Drawing) -> tuple[PromQuery, ...]:
    """Return a query for the models and one for the components: each has a label of its own for the name."""
    return tuple(
        PromQuery(expr=_recorded(drawing, HEALTHY, promql.not_equals(label, "")), legend=f"{{{{{label}}}}}")
        for label in (MODEL_LABEL, SUBJECT_LABEL)
    )


def _recorded(drawing: Drawing, name: str, *more: promql.Matcher) -> promql.Selector:
    context = drawing.context
    where = (promql.equals(ENVIRONMENT_LABEL, context.environment), promql.equals(PLATFORM_LABEL, context.platform.name))
    return promql.Selector(name, (*where, *more))
