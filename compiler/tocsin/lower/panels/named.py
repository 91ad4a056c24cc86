"""A panel that a dashboard names: a metric, a text, a list of alerts, or a metric of Google Cloud."""

from __future__ import annotations

from tocsin import promql, units
from tocsin.conventions import ENVIRONMENT_LABEL, PLATFORM_LABEL, words
from tocsin.diagnostics import did_you_mean
from tocsin.ir import Alert, Panel, PromQuery, TextPanel
from tocsin.lower.context import Context, milliseconds
from tocsin.lower.panels.cloud import cloud_panel
from tocsin.lower.panels.watched import RATE_INTERVAL, legend, lines
from tocsin.lower.routing import matchers
from tocsin.lower.subject import Subject
from tocsin.measures import Measure, Series
from tocsin.source import Route
from tocsin.spec.dashboards import Panel as Spec
from tocsin.spec.platform import CloudMonitoringDatasource

_USUAL_QUANTILES = ("p50", "p95", "p99")


def panel(  # what a panel is made from
    context: Context, subjects: tuple[Subject, ...], alerts: tuple[Alert, ...], key: str, given: Spec | str, at: Route
) -> Panel | TextPanel | None:
    """Return the panel `key: given`; None when it cannot be drawn, which has then been said."""
    if key == "text":
        return TextPanel(title="", markdown=given if isinstance(given, str) else "", span=0, at=at)
    datasource = context.platform.datasources.get(key)
    if isinstance(datasource, CloudMonitoringDatasource):
        return cloud_panel(context, key, datasource, given, at)
    if isinstance(given, str):
        context.findings.add("dashboard/bad-panel", f"`{given}` is no shape or quantile", "write `p95`, `heatmap`, or a mapping", at=at)
        return None
    if key == "alerts":
        return _alerts(context, given, at)
    subject = _subject(context, subjects, key, given, at)
    return _metric(context, subject, alerts, key, given, at)


def _alerts(context: Context, spec: Spec, at: Route) -> Panel:
    own = [promql.Matcher(PLATFORM_LABEL, "=", context.platform.name), promql.Matcher(ENVIRONMENT_LABEL, "=", context.environment)]
    asked = [promql.Matcher(matcher.label, matcher.op, matcher.value) for matcher in matchers(spec.where)]
    history = spec.as_ in {"history", "state"}
    selector = promql.Selector("ALERTS", (*own, promql.Matcher("alertstate", "=", "firing"), *asked))
    expr: promql.Expr = promql.Aggregate("count", selector, ("alertname", *spec.by)) if history else selector
    return Panel(
        title=spec.title or ("Alert history" if history else "Firing alerts"),
        description=spec.description or ("When which alerts fired." if history else "Alerts that fire now."),
        shape="state" if history else "alerts",
        unit=units.UNITS["count"],
        queries=(PromQuery(expr=expr, legend="{{alertname}}" if history else "", instant=not history),),
        lines=(), datasource="", span=spec.width or 0, options=_options(spec), at=at,
    )  # fmt: skip


def _subject(context: Context, subjects: tuple[Subject, ...], metric: str, spec: Spec, at: Route) -> Subject | None:
    """Return whose series are drawn: the model named, the only one there is, or the one that watches this metric."""
    if spec.model is not None:
        found = next((subject for subject in subjects if subject.name == spec.model), None)
        if found is None:
            context.findings.add(
                "dashboard/unknown-model",
                f"there is no model `{spec.model}`",
                did_you_mean(spec.model, [subject.name for subject in subjects]),
                at=(*at, "model"),
            )
        return found
    watching = [
        subject for subject in subjects if any((threshold.metric or name) == metric for name, threshold in subject.spec.thresholds.items())
    ]
    models = [subject for subject in subjects if subject.kind == "model"]
    if len(watching) == 1:
        return watching[0]
    return models[0] if len(models) == 1 and not watching else None


def _metric(
    context: Context, subject: Subject | None, alerts: tuple[Alert, ...], name: str, spec: Spec, at: Route
) -> Panel | None:  # see panel
    by = (spec.by,) if isinstance(spec.by, str) else spec.by
    measure = context.metrics.bind(name, subject, where=spec.where, by=by, at=at)
    if measure is None:
        return None
    window: int | str = milliseconds(spec.over) if spec.over else RATE_INTERVAL
    shape = spec.as_ or "timeseries"
    instant = shape in {"stat", "gauge", "table", "barchart"}
    if instant and not spec.over:
        window = context.window_ms
    queries, unit = _queries(measure, spec, window, instant=instant, name=name)
    if not queries:
        context.findings.add(
            "dashboard/no-value",
            f"`{name}` has no value that this panel could draw",
            "ask for quantiles: `[p50, p99]`, or `heatmap`",
            at=at,
        )
        return None
    watching = [
        alert
        for alert in alerts
        if subject is not None and alert.at[:2] == subject.at and _watches(alert, name, subject) and alert.unit == unit
    ]
    return Panel(
        title=spec.title or _title(name, spec),
        description=spec.description or context.metrics.help(name) or f"The metric {words(name)}.",
        shape="state" if shape in {"history", "state"} else shape,  # type: ignore[arg-type]  # the other names are the same
        unit=unit,
        queries=queries,
        lines=lines(watching) if len({query.expr for query in queries}) == 1 or shape == "timeseries" else (),
        datasource="",
        span=spec.width or 0,
        options=_options(spec),
        at=at,
    )


def _queries(measure: Measure, spec: Spec, window: int | str, *, instant: bool, name: str) -> tuple[tuple[PromQuery, ...], units.Unit]:
    if isinstance(measure, Series):
        if measure.type in {"histogram", "summary"}:
            return _histogram(measure, spec, window, instant=instant)
        if measure.type == "counter" and spec.increase:
            expr = measure.increase(window=window)
            return (PromQuery(expr=expr, legend=legend(expr) or words(name), instant=instant),), measure.base
        if measure.type != "counter" and not measure.by and spec.aggregate is None and not instant:
            return (PromQuery(expr=measure.selector(), legend=""),), measure.base
    value = measure.value(window=window, aggregate=spec.aggregate or "avg", smooth=spec.over is not None)
    if value is None:
        return (), measure.unit
    return (PromQuery(expr=value, legend=legend(value) or words(name), instant=instant),), measure.unit


def _histogram(series: Series, spec: Spec, window: int | str, *, instant: bool) -> tuple[tuple[PromQuery, ...], units.Unit]:
    if spec.as_ == "heatmap":
        suffix = "" if series.native else "_bucket"
        labels = series.by if series.native else ("le", *series.by)
        grown = promql.Aggregate("sum", promql.Call("increase", (promql.Range(series.selector(suffix), window),)), labels)
        return (PromQuery(expr=grown, legend="{{le}}"),), series.base
    queries = []
    for quantile in spec.quantiles or _USUAL_QUANTILES:
        expr = series.quantile(float(quantile[1:]) / 100, window=window)
        queries.append(PromQuery(expr=expr, legend=f"{quantile} {legend(expr)}".rstrip(), instant=instant))
    return tuple(queries), series.base


def _watches(alert: Alert, metric: str, subject: Subject) -> bool:
    if len(alert.at) < 4 or alert.at[2] != "thresholds":  # noqa: PLR2004  # models.<name>.thresholds.<threshold>
        return False
    name = str(alert.at[3])
    return (subject.spec.thresholds[name].metric or name) == metric


def _title(name: str, spec: Spec) -> str:
    title = words(name)
    by = (spec.by,) if isinstance(spec.by, str) else spec.by
    if by:
        title += f" by {' and '.join(words(label) for label in by)}"
    if len(spec.quantiles) == 1:
        title += f" {spec.quantiles[0]}"
    if spec.over:
        title += f" over {spec.over}"
    return title[:1].upper() + title[1:]


def _options(spec: Spec) -> dict[str, object]:
    return {"range": spec.range} if spec.range else {}
