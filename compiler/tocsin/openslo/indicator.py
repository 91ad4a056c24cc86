"""From an OpenSLO indicator to the metrics that an objective counts, or to what keeps it from being counted."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from msgspec import Struct, field

from tocsin import promql
from tocsin.diagnostics import Diagnostic, did_you_mean
from tocsin.openslo.documents import IndicatorSpec, MetricSource, Objective, Query, RatioMetric
from tocsin.openslo.objects import Objects
from tocsin.openslo.queries import NotCountersError, counters, parsed, rest, series, value
from tocsin.source import KeyPath

# Gauges that are 1 when all is well and 0 when not. https://prometheus.io/docs/concepts/jobs_instances/
_CHECKS: Final = frozenset({"up", "probe_success"})


class Counted(Struct, kw_only=True):
    """What an indicator becomes: entries of `metrics`, and fields of an objective that name them."""

    slo: str
    metrics: dict[str, tuple[dict[str, Any], KeyPath]] = field(default_factory=dict)
    """By name: the entry, and where its query stands."""
    fields: dict[str, tuple[object, KeyPath]] = field(default_factory=dict)
    """By name: the value, and where what it says stands."""
    limited: bool = False
    """Whether each objective has a limit of its own, `op` and `value`."""
    faults: list[Diagnostic] = field(default_factory=list)

    def fault(self, code: str, message: str, remedy: str, at: KeyPath) -> None:
        """Note what cannot be converted."""
        self.faults.append(Diagnostic(code=f"openslo/{code}", message=message, help=remedy, at=at))

    def metric(self, part: str, entry: dict[str, Any], at: KeyPath) -> str:
        """Add an entry of `metrics`, and return its name."""
        name = f"{self.slo}:{part}"
        self.metrics[name] = (entry, at)
        return name


def counted(slo: str, indicator: IndicatorSpec, objectives: tuple[Objective, ...], known: Objects, at: KeyPath) -> Counted:
    """Return what the SLO called `slo` counts; `at` is where its indicator stands in its document."""
    found = Counted(slo=slo)
    match indicator:
        case IndicatorSpec(ratio_metric=RatioMetric() as ratio, threshold_metric=None):
            _ratio(found, ratio, known, (*at, "ratioMetric"))
        case IndicatorSpec(ratio_metric=None, threshold_metric=Query() as query):
            _threshold(found, query, objectives, known, (*at, "thresholdMetric"))
        case _:
            found.fault("no-events", "an indicator is one kind of metric", "write one of `ratioMetric:`, `thresholdMetric:`", at)
    return found


def _ratio(found: Counted, ratio: RatioMetric, known: Objects, at: KeyPath) -> None:
    if ratio.raw is not None:
        message = "a ratio that was computed before cannot be summed over the windows of its alerts: shares do not add up"
        found.fault("raw-ratio", message, "write `total:` with `good:` or `bad:`", (*at, "raw"))
        return
    part = ("good", ratio.good) if ratio.good is not None else ("bad", ratio.bad)
    if part[1] is None or ratio.total is None or (ratio.good is not None and ratio.bad is not None):
        remedy = "write `total:` and one of `good:`, `bad:`: the other follows from it"
        found.fault("no-events", "counted events are all events and the good or the bad ones", remedy, at)
        return
    texts = {
        key: (text, (*at, key, "metricSource", "spec", "query"))
        for key, query in (part, ("total", ratio.total))
        if query and (text := _query(found, query.metric_source, known, (*at, key, "metricSource")))
    }
    count(found, texts, counter=ratio.counter is True)


def count(found: Counted, texts: Mapping[str, tuple[str, KeyPath]], *, counter: bool) -> None:
    """Count what queries ask for: `total`, and `good` or `bad`, each with its place; what is bad as all but some is by what is good."""
    good = rest(texts["bad"][0], texts["total"][0]) if texts.keys() >= {"bad", "total"} else None
    for key, (text, at) in texts.items():
        if key == "bad" and good is not None:
            _counters(found, good, "good", counter=counter, at=at)
        else:
            _counters(found, text, key, counter=counter, at=at)


def _counters(found: Counted, text: str, key: str, *, counter: bool, at: KeyPath) -> None:
    try:
        entries = [series(selector, kind="counter", unit="events") for selector in counters(text, counter=counter)]
    except NotCountersError as error:
        remedy = 'write the `rate` of a counter, or sums of these: `sum(rate(requests_total{code="200"}[5m]))`'
        found.fault("not-counters", f"the query cannot be counted over other windows: {error}", remedy, at)
        return
    names = [found.metric(key if index == 1 else f"{key}:{index}", entry, at) for index, entry in enumerate(entries, start=1)]
    found.fields[key] = (names[0] if len(names) == 1 else names, at)


def _threshold(found: Counted, query: Query, objectives: tuple[Objective, ...], known: Objects, at: KeyPath) -> None:
    text = _query(found, query.metric_source, known, (*at, "metricSource"))
    if text is None:
        return
    here: KeyPath = (*at, "metricSource", "spec", "query")
    try:
        expr = parsed(text)
        if isinstance(expr, promql.Selector) and expr.metric in _CHECKS and all(_is_one(objective) for objective in objectives):
            found.fields["metric"] = (found.metric("check", series(expr, kind="gauge", unit="bool"), here), here)
            return
        entry, more = value(expr)
    except NotCountersError as error:
        found.fault("not-counters", f"the query cannot be counted: {error}", 'write a plain selector: `up{job="shop"}`', here)
        return
    found.fields |= {key: (each, here) for key, each in (("metric", found.metric("value", entry, here)), *more.items())}
    found.limited = True


def _is_one(objective: Objective) -> bool:
    return (objective.op, objective.value) in {("gte", 1), ("gt", 0)}


def _query(found: Counted, source: MetricSource, known: Objects, at: KeyPath) -> str | None:
    """Return the text of a query to Prometheus; None, and a diagnostic, when it is none."""
    kind, name = source.type, source.metric_source_ref
    if kind is None and name is not None and name not in known.sources:
        remedy = did_you_mean(name, known.sources) if known.sources else "add the DataSource, or `type: Prometheus`"
        found.fault("unknown-reference", f"there is no DataSource `{name}`", remedy, (*at, "metricSourceRef"))
        return None
    said: KeyPath = (*at, "type")
    if kind is None and name is not None:
        kind, said = known.sources[name].spec.type, (*at, "metricSourceRef")
    if kind is None or kind.lower() != "prometheus":
        message = f"a metric of {kind} is not in Prometheus" if kind else "nothing says what kind of source this is"
        found.fault("not-prometheus", message, "measure it in Prometheus, with `type: Prometheus`", said if kind else at)
        return None
    return _text(found, source.spec, (*at, "spec"))


def _text(found: Counted, spec: Mapping[str, Any], at: KeyPath) -> str | None:
    query = spec.get("query")
    if isinstance(query, str):
        return query
    found.fault("no-query", "`query` is missing" if query is None else "`query` is no text", "write PromQL in `query:`", at)
    return None
