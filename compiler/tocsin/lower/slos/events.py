"""What an objective counts: from its metrics to good and bad events, or a complaint when they are no events."""

from __future__ import annotations

from typing import Final

from tocsin import units
from tocsin.diagnostics import did_you_mean
from tocsin.duration import format_duration
from tocsin.lower.context import Context, milliseconds
from tocsin.lower.metrics.edges import beside, listed
from tocsin.lower.probes import probed
from tocsin.lower.slos.kept import kept
from tocsin.lower.slos.objective import Objective
from tocsin.lower.subject import Subject
from tocsin.measures import Counted, Events, Ratio, Samples, Series, ShareBelow, Slower, is_counted
from tocsin.source import KeyPath
from tocsin.spec.rate_window import SCRAPES_PER_WINDOW
from tocsin.threshold.limit import Bound
from tocsin.units import Quantity


def events_of(context: Context, subject: Subject, objective: Objective) -> Events | None:
    """Return the events of `objective`; None, and a diagnostic, when they cannot be had."""
    spec = objective.spec
    _windows(context, subject, objective)
    if spec.probe is not None:
        return _probed(context, subject, spec.probe, (*objective.at, "probe"))
    bound = spec.bound()
    if spec.metric is not None and bound is not None:
        return kept(context, subject, objective, spec.metric, Bound(op=bound[0], limit=bound[1]))
    if spec.metric is not None:
        return _measured(context, subject, objective, spec.metric)
    part, key = (spec.good, "good") if spec.good is not None else (spec.bad, "bad")
    counted, whole = _counters(context, subject, objective, part, key), _counters(context, subject, objective, spec.total, "total")
    if counted and counted == whole:
        message = f"what is {key} is all of `total`" + (": `where:` narrows both" if spec.where else "")
        remedy = f"define a metric with that `where:` and name it in `{key}:`, or a `ratio:` and name that in `metric:`"
        context.findings.add("slo/all-of-it", message, remedy, at=(*objective.at, key))
        return None
    return Counted(part=counted, whole=whole, good=key == "good") if counted and whole else None


def _windows(context: Context, subject: Subject, objective: Objective) -> None:
    """Say where the shortest window holds too few scrapes for a rate, or too few evaluations for a share of them."""
    spec, asked = subject.spec, objective.spec
    probe = spec.probes.get(asked.probe or "")
    scraped = probe.every if probe is not None else spec.scrape.every if spec.scrape is not None else None
    every_ms, what, often = milliseconds(scraped) if scraped else context.scrape_ms, "scrapes", "scrape"
    if objective.on_time:
        every_ms, what, often = context.evaluation_ms, "evaluations", "evaluate"
    if every_ms * SCRAPES_PER_WINDOW > objective.base_ms:
        window = format_duration(objective.base_ms)
        message = f"the window of {window} that a period of {asked.period} needs holds fewer than {SCRAPES_PER_WINDOW} {what}"
        remedy = f"{often} at least every `{format_duration(objective.base_ms // SCRAPES_PER_WINDOW)}`, or choose a longer `period:`"
        at: KeyPath = (*objective.at, "period") if "period" in asked.model_fields_set else objective.at
        context.findings.add("slo/window-too-short", message, remedy, at=at)


def _probed(context: Context, subject: Subject, name: str, at: KeyPath) -> Samples | None:
    if name not in subject.spec.probes:
        context.findings.add(
            "slo/unknown-probe",
            f"there is no probe `{name}` here",
            did_you_mean(name, subject.spec.probes, define=f"probes: {{{name}: {{url: ...}}}}"),
            at=at,
        )
        return None
    matchers = probed(context, subject, name)
    return Samples(state=Series(metric="probe_success", type="gauge", base=units.UNITS["bool"], matchers=matchers, by=()))


def _measured(context: Context, subject: Subject, objective: Objective, metric: str) -> Events | None:
    spec, at = objective.spec, (*objective.at, "metric")
    measure = context.metrics.bind(metric, subject, where=spec.where, by=spec.by, at=at)
    if measure is None:
        return None
    match measure:
        case Series(type="histogram") if spec.under is not None:
            return _slower(context, objective, measure, spec.under, metric)
        case _ if spec.under is not None:
            message = f"`under` is an edge of a histogram, and `{metric}` is none"
            remedy = "name a histogram; a share of the time has `not_above:` in place of `under:`"
            context.findings.add("slo/wrong-metric-type", message, remedy, at=at)
        case Ratio() if all(is_counted(series) for series in (*measure.of, *measure.to)):
            return Counted(part=measure.of, whole=measure.to, good=measure.complement)
        case Series(type="gauge", base=unit) if unit.name == "bool":
            return Samples(state=measure)
        case _:
            _wrong(context, metric, measure, at)
    return None


def _slower(context: Context, objective: Objective, series: Series, under: Quantity, metric: str) -> Slower | None:
    at = (*objective.at, "under")
    edge = units.convert(under, series.base)
    if edge is None:
        message = f"`{metric}` is in {series.base.name}, `{under.text}` is {units.kind_of(under)}"
        context.findings.add("slo/unit-mismatch", message, f"write {units.example_of(series.base)}", at=at)
        return None
    near = beside(series, edge)
    if near:
        message = f"`{under.text}` is no bucket edge of `{metric}`, so nobody counts what is under it"
        remedy = f"write {' or '.join(f'`{each}`' for each in near)}; the edges are {listed(series)}"
        context.findings.add("slo/not-a-bucket-edge", message, remedy, at=at)
        return None
    return Slower(histogram=series, edge=edge)


def _counters(
    context: Context, subject: Subject, objective: Objective, names: str | tuple[str, ...] | None, key: str
) -> tuple[Series, ...]:
    found: list[Series] = []
    given = (names,) if isinstance(names, str) else names or ()
    for index, name in enumerate(given):
        at: KeyPath = (*objective.at, key) if isinstance(names, str) else (*objective.at, key, index)
        measure = context.metrics.bind(name, subject, where=objective.spec.where, by=objective.spec.by, at=at)
        if measure is None:
            return ()
        if not isinstance(measure, Series) or not is_counted(measure):
            _wrong(context, name, measure, at)
            return ()
        found.append(measure)
    return tuple(found)


def _wrong(context: Context, metric: str, measure: object, at: KeyPath) -> None:
    """Say why a metric counts no events."""
    match measure:
        case Series(type="histogram"):
            fault = "is a histogram, and nothing says which of its events are good"
            remedy = "add `under:` with one of its bucket edges; a share of the time has `quantile:` and `not_above:`"
        case Series(type="counter"):
            fault, remedy = "counts events, but nothing says which are good", "write `total:` with `good:` or `bad:`"
        case Series():
            fault, remedy = f"is a {measure.type}, which counts no events", _OF_TIME
        case ShareBelow():
            fault, remedy = "is a share already, of what is good", f"name its histogram, with `under:`; {_OF_TIME}"
        case Ratio():
            fault, remedy = "is a ratio of gauges, which count no events", _OF_TIME
        case _:
            fault, remedy = "is no count of events", f"name counters with `total:`, or a ratio of counters; {_OF_TIME}"
    context.findings.add("slo/wrong-metric-type", f"`{metric}` {fault}", remedy, at=at)


_OF_TIME: Final = "say by `not_above:` or `not_below:` in which time it is good"
