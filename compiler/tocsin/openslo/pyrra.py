"""ServiceLevelObjectives of Pyrra, `pyrra.dev/v1alpha1`, which name no service: a spec takes them.

https://github.com/pyrra-dev/pyrra/blob/main/kubernetes/api/v1alpha1/servicelevelobjective_types.go. Names of alerts are kept, and the
labels and annotations that Pyrra gives them: those of the object whose names begin with `pyrra.dev/`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from types import MappingProxyType
from typing import Any, Final

from pydantic import Field, TypeAdapter

from tocsin.diagnostics import Diagnostic, Located
from tocsin.openslo.converted import Converted, Read, Said, placed, texts, twice
from tocsin.openslo.indicator import Counted, count
from tocsin.openslo.periods import period_of
from tocsin.openslo.queries import NotCountersError, selector, series
from tocsin.openslo.recognition import unfit
from tocsin.section import Items, Name, Section, Text
from tocsin.source import Document, KeyPath
from tocsin.spec.locate import locate_in
from tocsin.spec.validate import validate

_VERSION, _KIND = "pyrra.dev/v1alpha1", "ServiceLevelObjective"
_PROPAGATED: Final = "pyrra.dev/"
_SPEC: Final[KeyPath] = ("spec",)
_INDICATOR: Final[KeyPath] = (*_SPEC, "indicator")


class _Query(Section):
    metric: Text


class _Grouped(Section):
    grouping: Items[str] = ()


class _Ratio(_Grouped):
    errors: _Query
    total: _Query


class _Latency(_Grouped):
    success: _Query
    total: _Query


class _Native(_Grouped):
    latency: Text
    total: _Query


class _Gauge(_Grouped):
    metric: Text


class _Indicator(Section):
    ratio: _Ratio | None = None
    latency: _Latency | None = None
    latency_native: _Native | None = Field(default=None, alias="latencyNative")
    bool_gauge: _Gauge | None = None


class _Alerting(Section):
    disabled: bool = False
    burnrates: bool = True
    absent: bool | None = None
    name: Text | None = None
    absent_name: Text | None = Field(default=None, alias="absentName")


class _Objective(Section):
    description: str | None = None
    target: Text
    window: Text
    indicator: _Indicator
    alerting: _Alerting = Field(default_factory=_Alerting.model_construct)
    partial_response_strategy: str | None = None


class _Metadata(Section):
    name: Name
    namespace: str | None = None
    labels: dict[str, Text] = Field(default_factory=dict)
    annotations: dict[str, Text] = Field(default_factory=dict)


class _Object(Section):
    api_version: str = Field(alias="apiVersion")
    kind: str
    metadata: _Metadata
    spec: _Objective
    status: Any = None


def read(documents: Iterable[Document]) -> Read:
    """Return the objectives of Pyrra's `documents`, and what is wrong with them."""
    slos: dict[str, Converted] = {}
    faults: list[Located] = []
    unread = False
    for document in documents:
        given = _object(document)
        if isinstance(given, tuple):
            faults += locate_in(given, document)
            unread = True
            continue
        converted, found = _converted(document, given)
        faults += found
        if slos.setdefault(converted.name, converted) is not converted:
            faults += twice(converted.name, document, converted.named_at)
    return Read(slos=slos, faults=tuple(faults), unread=unread)


@cache
def _objects() -> TypeAdapter[_Object]:
    return TypeAdapter(_Object)


def _object(document: Document) -> _Object | tuple[Diagnostic, ...]:
    if (wrong := unfit(document, _VERSION, _KIND)) is not None:
        return (wrong,)
    return validate(_objects(), document.value)


def _converted(document: Document, given: _Object) -> tuple[Converted, tuple[Located, ...]]:
    spec, alerting = given.spec, (*_SPEC, "alerting")
    found = Counted(slo=given.metadata.name)
    _counted(found, spec.indicator)
    period = period_of(spec.window, (*_SPEC, "window"))
    labels = given.metadata.labels
    propagated = {label.removeprefix(_PROPAGATED): label for label in labels if label.startswith(_PROPAGATED)}
    fields: dict[str, tuple[object, KeyPath]] = {
        **found.fields,
        "objective": (f"{spec.target}%", (*_SPEC, "target")),
        "period": (None if isinstance(period, Diagnostic) else period, (*_SPEC, "window")),
        "alert": (spec.alerting.name, (*alerting, "name")),
        "absent": (spec.alerting.absent, (*alerting, "absent")),
    }
    said = {key: each for key, each in placed(fields, document).items() if each.value is not None}
    values = {own: labels[label] for own, label in propagated.items()}
    places: dict[str, KeyPath] = {own: ("metadata", "labels", label) for own, label in propagated.items()}
    said["labels"] = Said(value=values, document=document, at=("metadata", "labels"), parts=places)
    said |= texts(given.metadata.annotations, document, ("metadata", "annotations"), _PROPAGATED)
    converted = Converted(
        name=given.metadata.name, service="", document=document, targets=(said,), at=_SPEC, named_at=("metadata", "name"),
        metrics=placed(found.metrics, document), service_at=("metadata", "name"),
    )  # fmt: skip
    wrong = [period] if isinstance(period, Diagnostic) else []
    return converted, locate_in((*found.faults, *wrong, *_unsaid(spec.alerting, alerting)), document)


def _counted(found: Counted, indicator: _Indicator) -> None:
    forms = {"ratio": indicator.ratio, "latency": indicator.latency, "latencyNative": indicator.latency_native}
    given = {key: form for key, form in {**forms, "bool_gauge": indicator.bool_gauge}.items() if form is not None}
    if len(given) != 1:
        message, remedy = "an objective has one indicator", "write one of `ratio:`, `latency:`, `latencyNative:`, `bool_gauge:`"
        found.fault("no-indicator", message, remedy, _INDICATOR)
        return
    ((key, form),) = given.items()
    at: KeyPath = (*_INDICATOR, key)
    match form:
        case _Ratio():
            _queries(found, {"bad": (form.errors, "errors"), "total": (form.total, "total")}, at)
        case _Latency():
            _queries(found, {"good": (form.success, "success"), "total": (form.total, "total")}, at)
        case _Native():
            _metric(found, form.total.metric, (*at, "total", "metric"), kind="histogram", unit="seconds", more={"native": True})
            found.fields["under"] = (form.latency, (*at, "latency"))
        case _Gauge():
            _metric(found, form.metric, (*at, "metric"), kind="gauge", unit="bool")
    if form.grouping:
        found.fields["by"] = (list(form.grouping), (*at, "grouping"))
        # What a metric says of its labels is all that it has.
        for entry, _ in found.metrics.values():
            entry["labels"] = {**entry.get("labels", {}), **{label: label for label in form.grouping}}


def _queries(found: Counted, queries: dict[str, tuple[_Query, str]], at: KeyPath) -> None:
    count(found, {key: (query.metric, (*at, name, "metric")) for key, (query, name) in queries.items()}, counter=True)


def _metric(found: Counted, text: str, at: KeyPath, *, kind: str, unit: str, more: Mapping[str, object] = MappingProxyType({})) -> None:
    try:
        entry = {**series(selector(text), kind=kind, unit=unit), **more}
    except NotCountersError as error:
        found.fault("not-counters", f"the query cannot be counted: {error}", 'write a plain selector: `up{job="shop"}`', at)
    else:
        found.fields["metric"] = (found.metric("value", entry, at), at)


def _unsaid(alerting: _Alerting, at: KeyPath) -> Iterator[Diagnostic]:
    """Yield what is said of the alerts that an objective cannot say."""
    remedy = "remove it, and route its severities to a receiver with `discard: true`"
    for key, off in (("disabled", alerting.disabled), ("burnrates", not alerting.burnrates)):
        if off:
            yield Diagnostic(code="openslo/alerts-apart", message="an objective has all of its alerts", help=remedy, at=(*at, key))
    if alerting.absent_name is not None:
        message = "the alert for what is missing has the name of the others, and `EventsMissing`"
        yield Diagnostic(code="openslo/alerts-apart", message=message, help="remove it", at=(*at, "absentName"))
