"""The queries of one metric, and the unit of what they return."""

from __future__ import annotations

from msgspec import Struct
from msgspec.structs import replace

from tocsin import promql, units
from tocsin.conventions import words
from tocsin.ir import Alert, PromQuery
from tocsin.lower.context import milliseconds
from tocsin.lower.panels.drawing import Drawing
from tocsin.lower.panels.reading import read
from tocsin.lower.panels.states import one_is_bad
from tocsin.lower.panels.watched import RATE_INTERVAL, lines
from tocsin.lower.panels.wording import legend
from tocsin.lower.subject import Subject
from tocsin.measures import Age, Aggregation, Measure, Raw, Series, reads_aggregation, reads_window
from tocsin.source import KeyPath
from tocsin.spec.dashboards import Lines

_USUAL_QUANTILES = ("p50", "p95", "p99")
_INSTANT = frozenset({"stat", "gauge", "table", "barchart"})


class Drawn(Struct, frozen=True):
    """What is asked, its unit, and the alerts that watch the same."""

    queries: tuple[PromQuery, ...]
    unit: units.Unit
    alerts: tuple[Alert, ...]

    @property
    def series(self) -> tuple[str, ...]:
        """The names of the metrics that are asked, each once."""
        return tuple(dict.fromkeys([name for query in self.queries for name in promql.metrics(query.expr)]))


def drawn(  # what a picture is made from
    drawing: Drawing, subject: Subject | None, name: str, spec: Lines, shape: str | None, at: KeyPath, *, called: str = ""
) -> Drawn | None:
    """Return the queries of the metric `name`; None, and a diagnostic, when it cannot be drawn.

    `shape` is what the author asks for. Among several metrics of one picture this one is `called` so in the legend, and is one line unless
    its author says more; alone, a gauge has a line for each pod (or GPU, or instance).
    """
    by = (spec.by,) if isinstance(spec.by, str) else spec.by
    measure = drawing.context.metrics.bind(name, subject, where=spec.where, by=by, at=at)
    if measure is None or not _answers(drawing, measure, name, spec, shape, at):
        return None
    watching = drawing.watching(name, subject)
    found, unit = _queries(drawing, subject, measure, name, spec, shape, watching, called=called)
    if subject is None and not isinstance(measure, Raw):
        teller = drawing.teller(name)
        found = tuple(replace(query, expr=drawing.scope.confined(query.expr, teller)) for query in found)
    # A limit on a rate says nothing of a total, and one on the 95th percentile nothing of the median.
    quantiles = (spec.quantiles or _USUAL_QUANTILES) if _observed(measure) else ()
    return Drawn(
        found, unit, tuple(alert for alert in watching if alert.unit == unit and (not quantiles or alert.title.endswith(quantiles)))
    )


def rate_unit(base: units.Unit, series: str) -> units.Unit:
    """Return the unit of a counter's rate: of seconds of a CPU, how many cores were busy."""
    if base.dimension == "time" and "cpu" in series.lower():
        return replace(units.UNITS["cores"], scale=base.scale, grafana="suffix:cores")
    return units.rate_of(base)


def _answers(drawing: Drawing, measure: Measure, name: str, spec: Lines, shape: str | None, at: KeyPath) -> bool:
    """Tell whether the metric can be asked so; add a diagnostic if not."""
    if (spec.quantiles or shape == "heatmap") and not _observed(measure):
        where = (*at, "quantiles") if spec.quantiles else at
        drawing.context.findings.add(
            "dashboard/not-a-histogram", f"`{name}` is no histogram, so it has no quantiles and no heatmap", "ask for its value", at=where
        )
        return False
    if spec.increase and not (isinstance(measure, Series) and measure.type == "counter"):
        drawing.context.findings.add(
            "dashboard/not-a-counter", f"`{name}` is no counter, so it has no increase", "remove `increase`", at=(*at, "increase")
        )
        return False
    if spec.aggregate is not None and not reads_aggregation(measure, spec.aggregate):
        _vain(drawing, name, (*at, "aggregate"))
    if spec.over is not None and not reads_window(measure):
        _vain(drawing, name, (*at, "over"))
    return True


def _vain(drawing: Drawing, name: str, at: KeyPath) -> None:
    """Say that a key changes nothing, where it is said of this metric: what a picture says of all of its items need not suit each."""
    if drawing.context.resolved.origins.value(at) is not None:
        message = f"`{at[-1]}` changes nothing: `{name}` is one value, however it is asked"
        drawing.context.findings.add("dashboard/vain-key", message, f"remove `{at[-1]}`", at=at, part="key")


def _observed(measure: Measure) -> bool:
    return isinstance(measure, Series) and measure.type in {"histogram", "summary"}


def _queries(  # see `drawn`
    drawing: Drawing, subject: Subject | None, measure: Measure, name: str, spec: Lines, shape: str | None, watching: tuple[Alert, ...],
    *, called: str,
) -> tuple[tuple[PromQuery, ...], units.Unit]:  # fmt: skip
    instant = shape in _INSTANT
    window: int | str = milliseconds(spec.over) if spec.over else drawing.context.window_ms if instant else RATE_INTERVAL
    unit = measure.unit
    aggregate: Aggregation | None = spec.aggregate
    if isinstance(measure, Series):
        if measure.type in {"histogram", "summary"}:
            return _histogram(measure, spec, shape, window, called=called)
        if measure.type == "counter":
            unit = rate_unit(measure.base, measure.metric)
            if spec.increase:
                return (_query(measure.increase(window=window), name, shape, called),), measure.base
        else:
            unit = _gauge_unit(measure, spec)
            if aggregate is None:
                true_or_not = measure.base.name == "bool"
                usual: Aggregation = "max" if measure.base.name in units.MOMENTS else "avg"  # of times the latest
                aggregate = usual if not true_or_not else "max" if one_is_bad(lines(watching or drawing.somebody(name))) else "min"
                if not called and not instant and not measure.by:
                    measure = replace(measure, by=drawing.scope.apart(measure, subject))
                if not measure.by and not true_or_not and (worst := _worst(measure, watching)) is not None:
                    # One line beside limits is what is compared with them: the mean of many hides the one that is beyond.
                    aggregate, measure = "max" if worst.op == "max" else "min", replace(measure, by=() if instant else worst.labels)
    elif not isinstance(measure, Age):
        aggregate = aggregate or "avg"
    value = measure.value(window=window, aggregate=aggregate, smooth=spec.over is not None)
    assert value is not None  # noqa: S101  # only histograms and summaries have none
    return (_query(value, name, shape, called),), unit


def _worst(series: Series, watching: tuple[Alert, ...]) -> promql.Aggregate | None:
    """Return what alerts compare with the limits beside it, the highest or the lowest of the series; None when they compare several."""
    values, sides = {alert.value for alert in watching}, {op[0] for alert in watching for op, _ in alert.limits}
    if len(values) == len(sides) == 1:
        (value,) = values
        if isinstance(value, promql.Aggregate) and value.op in {"max", "min"} and not value.without and value.expr == series.selector():
            return value
    return None


def _gauge_unit(series: Series, spec: Lines) -> units.Unit:
    if series.base.name != "bool":
        return series.base
    if spec.aggregate == "sum":
        return units.UNITS["count"]
    # The average of what is 0 or 1 is a share.
    return units.UNITS["ratio"] if spec.over or spec.aggregate == "avg" else series.base


def _histogram(
    series: Series, spec: Lines, shape: str | None, window: int | str, *, called: str
) -> tuple[tuple[PromQuery, ...], units.Unit]:
    if shape == "heatmap":
        suffix = "" if series.native else "_bucket"
        labels = series.by if series.native else ("le", *series.by)
        grown = promql.Aggregate("sum", promql.Call("increase", (promql.Range(series.selector(suffix), window),)), labels)
        return (PromQuery(expr=grown, legend="{{le}}"),), series.base
    queries = []
    for quantile in spec.quantiles or _USUAL_QUANTILES:
        expr = series.quantile(float(quantile[1:]) / 100, window=window)
        named = " ".join(part for part in (called, quantile, legend(read(expr).labels)) if part)
        queries.append(PromQuery(expr=expr, legend=named, instant=shape in _INSTANT))
    return tuple(queries), series.base


def _query(expr: promql.Expr, name: str, shape: str | None, called: str) -> PromQuery:
    named = f"{called} {legend(read(expr).labels)}".strip() or words(name)
    return PromQuery(expr=expr, legend=named, instant=shape in _INSTANT)
