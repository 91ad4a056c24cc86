"""Panels of alerts, read from the series `ALERTS` that Prometheus keeps of its own rules."""

from __future__ import annotations

from collections.abc import Mapping

from tocsin import promql, units
from tocsin.conventions import ENVIRONMENT_LABEL, MODEL_LABEL, PLATFORM_LABEL
from tocsin.ir import Panel, PromQuery
from tocsin.lower.metrics.selection import conditions
from tocsin.lower.panels.drawing import Drawing
from tocsin.lower.panels.gravity import ranked, severities
from tocsin.lower.panels.reading import read
from tocsin.lower.panels.states import firing
from tocsin.lower.panels.wording import legend
from tocsin.source import KeyPath
from tocsin.spec.dashboards import Panel as Spec


def firing_alerts(labels: Mapping[str, str], *more: promql.Matcher) -> promql.Selector:
    """Return the alerts that fire with these labels."""
    asked = sorted({**labels, "alertstate": "firing"}.items())
    return promql.Selector("ALERTS", (*(promql.Matcher(label, "=", value) for label, value in asked), *more))


_SECOND_MS = 1000
_WHATEVER_STATE = promql.Matching(("alertstate",), ignoring=True)


def since(firing: promql.Selector) -> promql.Expr:
    """Return the alerts of `firing`, the value of each the time in ms from which its condition has held, or 1 if that is not known.

    Prometheus keeps that time in a series of its own beside `ALERTS`, which some do not send to their long-term storage.
    https://prometheus.io/docs/prometheus/latest/configuration/alerting_rules/#inspecting-alerts-during-runtime
    """
    held = promql.Selector("ALERTS_FOR_STATE", tuple(matcher for matcher in firing.matchers if matcher.label != "alertstate"))
    known = promql.both(promql.multiply(_SECOND_MS, held), firing, _WHATEVER_STATE)
    return promql.either(known, firing, _WHATEVER_STATE)


def alerts_panel(drawing: Drawing, spec: Spec, at: KeyPath) -> Panel:
    """Return the list of alerts that fire now, or as `history` when which of them fired."""
    history = spec.as_ in {"history", "state"}
    findings = drawing.context.findings
    if not history and spec.as_ not in {None, "table"}:
        message, remedy = f"what fires is no {spec.as_}", "write one of `table`, `state`, `history`"
        findings.add("dashboard/bad-panel", message, remedy, at=(*at, "as"))
    if spec.by and not history:
        message, remedy = "`by` changes nothing: each alert has a line of its own", "remove `by`, or write `as: history`"
        findings.add("dashboard/vain-key", message, remedy, at=(*at, "by"), part="key")
    own = {PLATFORM_LABEL: drawing.context.platform.name, ENVIRONMENT_LABEL: drawing.context.environment}
    asked = (one for label, wanted in spec.where.items() for one in conditions(label, wanted))
    choice = drawing.scope.choice
    chosen = () if choice is None else (promql.Matcher(MODEL_LABEL, "=~", choice.asked),)
    firing_now = firing_alerts(own, *asked, *chosen)
    expr: promql.Expr = firing_now if history else ranked(drawing.context, since(firing_now))
    by = (spec.by,) if isinstance(spec.by, str) else spec.by
    if history:
        expr = promql.Aggregate("max", firing_now, tuple(dict.fromkeys(("alertname", *by))))
    return Panel(
        title=drawing.text(spec.title, None, (*at, "title")) or ("Alert history" if history else "Firing alerts"),
        description=drawing.text(spec.description, None, (*at, "description"))
        or ("When which alerts fired." if history else "Alerts that fire now, and since when what each asks has held."),
        shape="state" if history else "alerts",
        unit=units.UNITS["count"],
        queries=(PromQuery(expr=expr, legend=legend(read(expr).labels), instant=not history),),
        lines=(),
        span=spec.width or 0,
        options={**({"range": spec.range} if spec.range else {}), **({} if history else drawing.links)},
        states=firing(drawing.context) if history else severities(drawing.context),
        at=at,
    )
