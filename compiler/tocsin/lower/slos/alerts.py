"""The alerts of an objective: one for each pair of windows, and one for events that are missing."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import reduce
from math import ceil

from msgspec.structs import replace

from tocsin import promql, units
from tocsin.conventions import (
    EXHAUSTION_LABEL,
    LONG_WINDOW_LABEL,
    NAMESPACE_LABEL,
    SHORT_WINDOW_LABEL,
    SLO_LABEL,
    pascal_case,
    severity_labels,
    words,
)
from tocsin.drives.burn import Uncounted, counted_by, losable
from tocsin.duration import format_duration
from tocsin.ir import Alert, Proof
from tocsin.lower.annotations import Facts, Sentences, annotate
from tocsin.lower.context import Context
from tocsin.lower.slos.kept import Kept
from tocsin.lower.slos.missing_proof import uncounted
from tocsin.lower.slos.objective import Objective, error_share
from tocsin.lower.slos.paces import Watched
from tocsin.lower.slos.proof import scripts
from tocsin.lower.slos.recordings import total_over
from tocsin.lower.slos.windows import Pair, Response
from tocsin.lower.subject import Subject
from tocsin.measures import Events, Series

_BURNS = Sentences(
    "<< subject >>: the error budget of objective << title >> lasts less than << exhaustion >><< which >>",
    "Objective << title >> of << place >><< which >>: << value >> of the events of the last << long >> were bad. Over << period >> "
    "<< objective >> must be good; at this rate all that may be bad is used up in less than << exhaustion >>.",
)
_LASTS = (
    "Objective << title >> of << place >><< which >>: for << value >> of the last << long >> {beyond}. Over << period >> << objective >> "
    "of the time must be good; at this rate all that may be bad is used up in less than << exhaustion >>."
)
_MISSING = Sentences(
    "<< subject >>: no events are counted for objective << title >>",
    "Nobody has counted events for objective << title >> of << place >><< duration >>: its budget is not known, and no alert on it can "
    "fire.",
)
_UNKNOWN = Sentences(
    "<< subject >>: nobody knows whether objective << title >> is kept",
    "What objective << title >> of << place >> is about has had no value<< duration >>: its budget is not known, and no alert on it can "
    "fire.",
)
_RATIO = units.UNITS["ratio"]
_SECOND_MS = 1000
_MINUTE_MS = 60_000


def slo_alerts(context: Context, subject: Subject, objective: Objective, events: Events) -> Iterator[Alert]:
    """Yield an alert for each pair of windows, the fastest first, then the one for missing events."""
    spec = objective.spec
    severities: dict[Response, str] = {
        "page": spec.severities.page or context.gravest,
        "ticket": spec.severities.ticket or context.usual,
    }
    known = context.platform.severities
    at = (*objective.at, "severities")
    has = [context.has_severity(severity, "slo/unknown-severity", (*at, response)) for response, severity in severities.items()]
    if all(has) and known.index(severities["page"]) < known.index(severities["ticket"]):
        message = f"what spends the budget in days is `{severities['page']}`, and what takes longer is graver: `{severities['ticket']}`"
        remedy = "write the graver one at `page`, the lesser at `ticket`"
        context.findings.add("slo/page-below-ticket", message, remedy, at=at)
    watched = [Watched(pair, objective.limit(pair), _least_events(context, objective, events, pair)) for pair in objective.pairs]
    unproved = isinstance(events, Kept) and events.rule.proof is None
    proofs = {} if unproved else scripts(objective, events, watched, every_ms=context.evaluation_ms)
    for each in watched:
        alert = _burning(context, subject, objective, each, severities[each.pair.response], _said(events))
        yield replace(alert, script=proofs.get(each.pair), unproved=events.unproved if isinstance(events, Kept) else "")
    if spec.absent or (spec.absent is None and not subject.sleeps and _always(events)):
        whole = _whole(events)
        proof = Proof(drive=Uncounted(counted=whole, window_ms=objective.base_ms), bounds=(("==", 1.0),))
        lost, usual = ("value", _UNKNOWN) if isinstance(events, Kept) else ("events", _MISSING)
        absent = _absent(context, subject, objective, severities["ticket"], usual)
        absent = replace(absent, title=f"{lost} for {absent.title}", proof=proof if whole and losable(events) else None)
        yield replace(absent, script=uncounted(objective, events, absent.for_ms))


def _said(events: Events) -> Sentences:
    """Return what an alert says of these events."""
    return replace(_BURNS, description=_LASTS.format(beyond=events.beyond)) if isinstance(events, Kept) else _BURNS


def _whole(events: Events) -> tuple[Series, ...]:
    """Return the series that are exported of all events; none of moments at which what is exported may have no value."""
    if isinstance(events, Kept):
        return () if events.exported is None else (events.exported,)
    return counted_by(events)


def _always(events: Events) -> bool:
    return not isinstance(events, Kept) or events.exported is not None


def _burning(context: Context, subject: Subject, objective: Objective, watched: Watched, severity: str, usual: Sentences) -> Alert:
    pair, limit, least = watched
    both = [objective.recorded(error_share(window)) for window in (pair.long_ms, pair.short_ms)]
    conditions: list[promql.Expr] = [promql.compare(">", share, limit) for share in both]
    if least is not None:
        conditions.append(promql.compare(">=", _events(context, objective, pair), least))
    short, long, exhaustion = (format_duration(each) for each in (pair.short_ms, pair.long_ms, objective.exhaustion_ms(pair)))
    whose = f" for any {objective.whose}" if objective.by else ""
    return _alert(
        context, subject, objective, name=objective.spec.alert or f"{pascal_case(objective.name)}BudgetBurn", severity=severity,
        expr=reduce(promql.both, conditions), value=both[0], limits=((">", limit),), for_ms=0, usual=usual,
        condition=f"above a burn rate of {pair.factor} over {long} and {short}{whose}", by=objective.by,
        labels={SHORT_WINDOW_LABEL: short, LONG_WINDOW_LABEL: long, EXHAUSTION_LABEL: exhaustion},
    )  # fmt: skip


def _least_events(context: Context, objective: Objective, events: Events, pair: Pair) -> float | None:
    """Return how many events the long window of a pair must have seen; None when any number will do."""
    # Moments with too little traffic are none.
    given = None if isinstance(events, Kept) else objective.spec.at_least
    match given.dimension if given is not None else "":
        case None if given is not None:
            return float(given.amount)
        case "rate" if given is not None:
            return float(given.amount) * pair.long_ms / _SECOND_MS
        case _ if given is not None and pair == objective.pairs[0]:
            message = f"`{given.text}` is {units.kind_of(given)}, traffic is a number of events or a rate"
            remedy = "write how many events the longer window must have seen, `at_least: 100`, or a rate, `at_least: 6/m`"
            context.findings.add("slo/bad-traffic-guard", message, remedy, at=(*objective.at, "at_least"))
    return None


def _events(context: Context, objective: Objective, pair: Pair) -> promql.Expr:
    """Return how many events the long window saw: each recorded rate stands for one interval of its group."""
    every = context.evaluation_ms / _SECOND_MS
    return promql.multiply(total_over(objective.recorded(objective.events()), pair.long_ms), every)


def _absent(context: Context, subject: Subject, objective: Objective, severity: str, usual: Sentences) -> Alert:
    """Return the alert for events that nobody counts any more: no other alert can fire then.

    It waits for as long as the fastest alert would if every event were bad, `long * factor * budget`, as Pyrra does; but at
    least for the window in which events are rated, which a restart may empty.
    https://github.com/pyrra-dev/pyrra/blob/main/slo/slo.go
    """
    first = objective.pairs[0]
    burnt_ms = ceil(first.long_ms * first.factor * objective.budget / _MINUTE_MS) * _MINUTE_MS
    absent = promql.absent(objective.recorded(objective.events()))
    return _alert(
        context, subject, objective, name=(objective.spec.alert or pascal_case(objective.name)) + "EventsMissing", severity=severity,
        expr=absent, value=absent, limits=(), for_ms=max(burnt_ms, objective.base_ms), usual=usual, condition="missing", by=(), labels={},
    )  # fmt: skip


def _alert(  # noqa: PLR0913  # one alert has this many facts
    context: Context, subject: Subject, objective: Objective, *, name: str, severity: str, expr: promql.Expr, value: promql.Expr,
    limits: tuple[tuple[str, float], ...], for_ms: int, usual: Sentences, condition: str, by: tuple[str, ...], labels: Mapping[str, str],
) -> Alert:  # fmt: skip
    spec, at = objective.spec, objective.at
    title = words(objective.name)
    said = (*labels.items(), ("objective", units.show(float(objective.share), _RATIO)), ("period", spec.period), ("slo", objective.name))
    facts = Facts(
        alert=name, severity=severity, for_ms=for_ms, title=title, condition=condition, value=_RATIO.value,
        metric=spec.metric or "", threshold=objective.name, by=objective.dimensions(by), more=said,
    )  # fmt: skip
    # A static label would overwrite what tells the budgets apart.
    shared = {label: value for label, value in subject.labels.items() if label != NAMESPACE_LABEL or label not in by}
    everyone = {**shared, **severity_labels(severity, spec.component), SLO_LABEL: objective.name}
    return Alert(
        name=name,
        expr=expr,
        value=value,
        unit=_RATIO,
        limits=limits,
        for_ms=for_ms,
        severity=severity,
        labels={**everyone, **labels, **spec.labels},
        annotations=annotate(context, subject, facts, usual, at=at, own=None if condition == "missing" else spec),
        title=f"objective {title}",
        condition=condition,
        guide=None if condition == "missing" else spec.guide,
        by=by,
        at=at,
    )
