"""A panel that a dashboard names: a metric, several, a text, a list of alerts, or a metric of Google Cloud."""

from __future__ import annotations

from typing import Final

from tocsin import ir
from tocsin.conventions import words
from tocsin.lower.panels.alerts import alerts_panel
from tocsin.lower.panels.cloud import cloud_panel
from tocsin.lower.panels.drawing import Drawing
from tocsin.lower.panels.health import KEY, health_panel
from tocsin.lower.panels.queries import drawn
from tocsin.lower.panels.several import several_panel
from tocsin.lower.panels.states import truth
from tocsin.lower.panels.watched import lines
from tocsin.lower.panels.wording import described, heading
from tocsin.source import KeyPath
from tocsin.spec.dashboards import Panel as Spec
from tocsin.spec.platform import CloudMonitoringDatasource

_EXPRESSIONS: Final = frozenset({"expr", "promql", "prometheus", "query", "target", "targets"})


def panel(drawing: Drawing, key: str, given: Spec | str, at: KeyPath) -> ir.Panel | ir.TextPanel | None:
    """Return the panel `key: given`; None, and a diagnostic, when it cannot be drawn."""
    if key == "text":
        if not isinstance(given, str):
            drawing.context.findings.add("dashboard/bad-panel", "a panel of text holds a text", "write `- text: <markdown>`", at=at)
            return None
        return ir.TextPanel(title="", markdown=drawing.text(given, None, at), span=0, at=at)
    datasource = drawing.context.platform.datasources.get(key)
    if isinstance(datasource, CloudMonitoringDatasource):
        return cloud_panel(drawing, datasource, given, at)
    if isinstance(given, str):
        message, remedy = f"`{given}` is no shape or quantile", "write `p95`, `heatmap`, or a mapping"
        if key in _EXPRESSIONS:
            message, remedy = (
                "a panel shows a metric",
                f"define one with `{{expr: …, unit: …}}` under `metrics:`, and name it here in place of `{key}`",
            )
        drawing.context.findings.add("dashboard/bad-panel", message, remedy, at=at)
        return None
    if key == "metrics":
        return several_panel(drawing, given, at)
    if given.of:
        message = f"`of` draws several metrics, `{key}` is one"
        drawing.context.findings.add("dashboard/bad-panel", message, "write `- metrics: {of: [...]}`", at=(*at, "of"))
        return None
    if key == KEY:
        return health_panel(drawing, given, at)
    return alerts_panel(drawing, given, at) if key == "alerts" else _metric_panel(drawing, key, given, at)


def _metric_panel(drawing: Drawing, name: str, spec: Spec, at: KeyPath) -> ir.Panel | None:
    subject = drawing.whose(name, spec, at)
    found = drawn(drawing, subject, name, spec, spec.as_, at)
    if found is None:
        return None
    limits = lines(found.alerts)
    true_or_not = found.unit.name == "bool"
    shape = spec.as_ or ("state" if true_or_not else "timeseries")
    help_text = drawing.context.metrics.help(name)
    return ir.Panel(
        title=drawing.text(spec.title, subject, (*at, "title")) or heading(_title(name, spec)),
        description=drawing.text(spec.description, subject, (*at, "description")) or described(help_text, found.series),
        shape="state" if shape == "history" else shape,
        unit=found.unit,
        queries=found.queries,
        lines=limits if len(found.queries) == 1 or shape == "timeseries" else (),
        watched=tuple(map(ir.Watch.of, found.alerts)),
        span=spec.width or 0,
        options={"range": spec.range} if spec.range else {},
        states=truth(drawing.context, limits or lines(drawing.somebody(name))) if true_or_not else (),
        at=at,
    )


def _title(name: str, spec: Spec) -> str:
    title = words(name)
    by = (spec.by,) if isinstance(spec.by, str) else spec.by
    if by:
        title += f" by {' and '.join(words(label) for label in by)}"
    if len(spec.quantiles) == 1:
        title += f" {spec.quantiles[0]}"
    if spec.over:
        title += f" in {spec.over}" if spec.increase else f" over {spec.over}"
    return title
