"""From an SLO to what the section `slos` would say: exactly that, or a complaint at the line that cannot be said."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final, NamedTuple

from tocsin.diagnostics import Diagnostic, Located, did_you_mean
from tocsin.openslo.converted import Converted, Read, Said, placed
from tocsin.openslo.documents import IndicatorSpec, SloSpec, TimeWindow
from tocsin.openslo.documents import Objective as Target
from tocsin.openslo.indicator import Counted, counted
from tocsin.openslo.objects import Object, Objects, objects
from tocsin.openslo.periods import period_of
from tocsin.source import Document, KeyPath
from tocsin.spec.locate import locate_in

_METHODS: Final = {
    "Timeslices": "slices of time are good or bad as a whole, and are not added up here: events and moments are",
    "RatioTimeslices": "a mean of the ratios of slices is no ratio of events",
}


def convert(slo: Object[SloSpec], known: Objects) -> tuple[Converted, tuple[Located, ...]]:
    """Return `slo` converted, and what of it cannot be: with that, it is incomplete."""
    spec, document = slo.spec, slo.document
    faults: list[Diagnostic] = list(_method(spec))
    period = _period(spec.time_window, faults)
    source = _indicator(slo, known, faults)
    count, of = Counted(slo=slo.name), document
    if source is not None:
        indicator, at, of = source
        count = counted(slo.name, indicator, spec.objectives, known, at)
    found = (*locate_in(faults, document), *locate_in(count.faults, of))
    shared = placed(count.fields, of)
    if period is not None:
        shared["period"] = Said(value=period, document=document, at=("spec", "timeWindow", 0, "duration"))
    targets: list[dict[str, Said]] = []
    for index, target in enumerate(spec.objectives):
        at = ("spec", "objectives", index)
        said = [_share(target, at), *([_limit(target, at)] if count.limited else ())]
        found += locate_in([each for each in said if isinstance(each, Diagnostic)], document)
        own = {each.key: Said(value=each.value, document=document, at=each.at) for each in said if isinstance(each, _Field)}
        targets.append({**shared, **own})
    converted = Converted(
        name=slo.name, service=spec.service, document=document, targets=tuple(targets), metrics=placed(count.metrics, of), at=("spec",),
        named_at=("metadata", "name"), service_at=("spec", "service"), policies=bool(spec.alert_policies),
    )  # fmt: skip
    return converted, found


def read(documents: Iterable[Document]) -> Read:
    """Return the SLOs of OpenSLO `documents`, and what is wrong with them."""
    known = objects(documents)
    converted: dict[str, Converted] = {}
    faults: list[Located] = [*known.faults]
    for name, slo in known.slos.items():
        converted[name], found = convert(slo, known)
        faults += found
    return Read(slos=converted, faults=tuple(faults), unread=bool(known.faults))


def _method(spec: SloSpec) -> Iterator[Diagnostic]:
    if spec.budgeting_method in _METHODS:
        remedy, message = (
            "write `budgetingMethod: Occurrences`, by which each evaluation of a value is one",
            _METHODS[spec.budgeting_method],
        )
        yield Diagnostic(code="openslo/time-slices", message=message, help=remedy, at=("spec", "budgetingMethod"))
    for index, target in enumerate(spec.objectives):
        if target.indicator is not None or target.indicator_ref is not None:
            message, remedy = "a budget of several indicators is no budget of events", "write an SLO for each indicator"
            yield Diagnostic(code="openslo/composite", message=message, help=remedy, at=("spec", "objectives", index))


def _period(windows: tuple[TimeWindow, ...], faults: list[Diagnostic]) -> str | None:
    at: KeyPath = ("spec", "timeWindow")
    if len(windows) > 1:
        faults.append(Diagnostic(code="openslo/several-windows", message="a budget has one window", help="keep one of them", at=(*at, 1)))
        return None
    if not windows:
        return None
    (window,) = windows
    if window.calendar is not None or window.is_rolling is False:
        here, remedy = ((*at, 0, "calendar" if window.calendar is not None else "isRolling")), "write `isRolling: true` without `calendar:`"
        message = "a window that begins anew with the calendar forgets what went wrong the day before"
        faults.append(Diagnostic(code="openslo/calendar-window", message=message, help=remedy, at=here))
        return None
    period = period_of(window.duration, (*at, 0, "duration"))
    if isinstance(period, Diagnostic):
        faults.append(period)
        return None
    return period


def _indicator(slo: Object[SloSpec], known: Objects, faults: list[Diagnostic]) -> tuple[IndicatorSpec, KeyPath, Document] | None:
    spec = slo.spec
    match spec.indicator, spec.indicator_ref:
        case None, str() as name if name in known.slis:
            return known.slis[name].spec, ("spec",), known.slis[name].document
        case None, str() as name:
            remedy, at = did_you_mean(name, known.slis), ("spec", "indicatorRef")
            faults.append(Diagnostic(code="openslo/unknown-reference", message=f"there is no SLI `{name}`", help=remedy, at=at))
        case indicator, None if indicator is not None:
            return indicator.spec, ("spec", "indicator", "spec"), slo.document
        case _ if not any(fault.code == "openslo/composite" for fault in faults):
            message, remedy = "an SLO has one indicator", "write one of `indicator:`, `indicatorRef:`"
            faults.append(Diagnostic(code="openslo/no-indicator", message=message, help=remedy, at=("spec",)))
    return None


class _Field(NamedTuple):
    key: str
    value: object
    at: KeyPath


def _share(target: Target, at: KeyPath) -> _Field | Diagnostic:
    match target.target, target.target_percent:
        case float() as share, None:
            return _Field("objective", share, (*at, "target"))
        case None, float() as percent:
            return _Field("objective", f"{percent}%", (*at, "targetPercent"))
        case _:
            remedy = "write one of `target:`, `targetPercent:`"
            return Diagnostic(code="openslo/no-target", message="an objective has one target", help=remedy, at=at)


def _limit(target: Target, at: KeyPath) -> _Field | Diagnostic:
    """Return the limit of a value that is compared at every evaluation, each of which is an event."""
    match target.op, target.value:
        case ("lte" | "gte") as op, float() as limit:
            return _Field("not_above" if op == "lte" else "not_below", limit, (*at, "value"))
        case ("lt" | "gt") as op, float():
            message, remedy = f"what is exactly the limit is good here, and by `{op}` it is not", f"write `op: {op}e`"
            return Diagnostic(code="openslo/threshold-metric", message=message, help=remedy, at=(*at, "op"))
        case _:
            message, remedy = "nothing says which values are good", "write `op: lte` or `op: gte`, and `value:`"
            return Diagnostic(code="openslo/threshold-metric", message=message, help=remedy, at=at)
