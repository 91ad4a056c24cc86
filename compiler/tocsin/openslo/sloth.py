"""Documents of Sloth, `version: prometheus/v1` or PrometheusServiceLevels: an SLO belongs to the model or component that is its service.

https://sloth.dev/specs/default/ and https://sloth.dev/specs/kubernetes/. Names of alerts, their labels and annotations are kept.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cache
from typing import Any, Final

from pydantic import AliasChoices, Field, TypeAdapter

from tocsin.diagnostics import Diagnostic, Located
from tocsin.openslo.converted import Converted, Read, Said, placed, texts, twice
from tocsin.openslo.indicator import Counted, count
from tocsin.openslo.recognition import unfit
from tocsin.section import Items, Name, Section, Text
from tocsin.source import Document, KeyPath
from tocsin.spec.locate import locate_in
from tocsin.spec.validate import validate

_VERSION, _OBJECT, _KIND = "prometheus/v1", "sloth.slok.dev/v1", "PrometheusServiceLevel"
_PERIOD: Final = "30d"
"""Sloth's own, which its command line may change."""
_SEVERITY: Final = "severity"


class _Events(Section):
    error_query: str = Field(validation_alias=AliasChoices("error_query", "errorQuery"))
    total_query: str = Field(validation_alias=AliasChoices("total_query", "totalQuery"))


class _Sli(Section):
    events: _Events | None = None
    raw: Any = None
    plugin: Any = None


class _Alert(Section):
    disable: bool = False
    labels: dict[str, Text] = Field(default_factory=dict)
    annotations: dict[str, Text] = Field(default_factory=dict)


class _Alerting(Section):
    name: str | None = None
    labels: dict[str, Text] = Field(default_factory=dict)
    annotations: dict[str, Text] = Field(default_factory=dict)
    page_alert: _Alert = Field(default_factory=_Alert.model_construct, validation_alias=AliasChoices("page_alert", "pageAlert"))
    ticket_alert: _Alert = Field(default_factory=_Alert.model_construct, validation_alias=AliasChoices("ticket_alert", "ticketAlert"))


class _Slo(Section):
    name: Name
    description: str | None = None
    objective: float
    labels: dict[str, Text] = Field(default_factory=dict)
    sli: _Sli
    alerting: _Alerting = Field(default_factory=_Alerting.model_construct)
    plugins: Any = None


class _Service(Section):
    version: str | None = None
    service: Name
    labels: dict[str, Text] = Field(default_factory=dict)
    slos: Items[_Slo]
    slo_plugins: Any = Field(default=None, validation_alias=AliasChoices("slo_plugins", "sloPlugins"))


def read(documents: Iterable[Document]) -> Read:
    """Return the SLOs of Sloth's `documents`, and what is wrong with them."""
    slos: dict[str, Converted] = {}
    faults: list[Located] = []
    unread = False
    for document in documents:
        at, service = _service(document)
        if isinstance(service, tuple):
            faults += locate_in(service, document)
            unread = True
            continue
        for index, slo in enumerate(service.slos):
            there = (*at, "slos", index)
            converted, found = _converted(document, at, service, slo, there)
            faults += found
            if slos.setdefault(f"{service.service}-{slo.name}", converted) is not converted:
                faults += twice(slo.name, document, (*there, "name"))
    return Read(slos=slos, faults=tuple(faults), unread=unread)


@cache
def _services() -> TypeAdapter[_Service]:
    return TypeAdapter(_Service)


def _service(document: Document) -> tuple[KeyPath, _Service | tuple[Diagnostic, ...]]:
    """Return what a document says and where in it; or what is wrong with it."""
    value: Any = document.value
    plain = "version" in value
    wrong = unfit(document, _VERSION, None, key="version") if plain else unfit(document, _OBJECT, _KIND)
    if wrong is not None:
        return (), (wrong,)
    if plain:
        return (), validate(_services(), value)
    return ("spec",), validate(_services(), value.get("spec", {}), ("spec",))


def _converted(document: Document, root: KeyPath, service: _Service, slo: _Slo, at: KeyPath) -> tuple[Converted, tuple[Located, ...]]:
    found = Counted(slo=f"{service.service}-{slo.name}")
    events = slo.sli.events
    if events is None or slo.sli.raw is not None or slo.sli.plugin is not None:
        message, remedy = "events are counted by what is bad and all of them", "write `events:` with `error_query:` and `total_query:`"
        found.fault("no-events", message, remedy, (*at, "sli"))
    else:
        places = {key: _key(document, (*at, "sli", "events"), *names) for key, names in _QUERIES.items()}
        count(found, {"bad": (events.error_query, places["bad"]), "total": (events.total_query, places["total"])}, counter=False)
    fields = {**found.fields, "objective": (f"{slo.objective}".removesuffix(".0") + "%", (*at, "objective")), "period": (_PERIOD, at)}
    said = placed(fields, document)
    said |= {key: each for key, each in _alerting(document, root, service, slo, at) if each.value}
    converted = Converted(
        name=slo.name, service=service.service, document=document, targets=(said,), at=at, named_at=(*at, "name"),
        metrics=placed(found.metrics, document), service_at=(*root, "service"),
    )  # fmt: skip
    return converted, locate_in((*found.faults, *_unsaid(document, root, service, slo, at)), document)


_QUERIES: Final = {"bad": ("error_query", "errorQuery"), "total": ("total_query", "totalQuery")}
_KINDS: Final = {"page": ("page_alert", "pageAlert"), "ticket": ("ticket_alert", "ticketAlert")}


def _key(document: Document, at: KeyPath, *names: str) -> KeyPath:
    """Return the route of what a document says at `at` under one of several names."""
    here: Any = document.value
    for key in at:
        here = here[key]
    return (*at, next(name for name in names if name in here))


def _alerting(document: Document, root: KeyPath, service: _Service, slo: _Slo, at: KeyPath) -> Iterator[tuple[str, Said]]:
    """Yield what is said of the alerts; what is not said has no value."""
    alerting, here = slo.alerting, (*at, "alerting")
    yield "alert", Said(value=alerting.name, document=document, at=(*here, "name"))
    labelled = ((service.labels, root), (slo.labels, at), (alerting.labels, here))
    labels = {label: value for given, _ in labelled for label, value in given.items()}
    places = {label: (*there, "labels", label) for given, there in labelled for label in given}
    yield "component", Said(value=labels.pop("component", None), document=document, at=places.get("component", at))
    yield "labels", Said(value=labels, document=document, at=at, parts=places)
    yield from texts(alerting.annotations, document, (*here, "annotations"))
    kinds = {"page": alerting.page_alert, "ticket": alerting.ticket_alert}
    graded = {kind: alert.labels[_SEVERITY] for kind, alert in kinds.items() if _SEVERITY in alert.labels}
    where = {kind: (*_key(document, here, *_KINDS[kind]), "labels", _SEVERITY) for kind in graded}
    yield "severities", Said(value=graded, document=document, at=here, parts=where)


def _unsaid(document: Document, root: KeyPath, service: _Service, slo: _Slo, at: KeyPath) -> Iterator[Diagnostic]:
    """Yield what a document says that an objective cannot."""
    here = (*at, "alerting")
    for kind, alert in (("page", slo.alerting.page_alert), ("ticket", slo.alerting.ticket_alert)):
        for key, given in (("labels", alert.labels.keys() - {_SEVERITY}), ("annotations", alert.annotations.keys())):
            if given:
                message = f"all alerts of an objective have the same {key} but for `{_SEVERITY}`, and `{min(given)}` is of one kind"
                remedy = f"move it to the `{key}:` of `alerting:`, and route by `{_SEVERITY}`"
                there = (*_key(document, here, *_KINDS[kind]), key)
                yield Diagnostic(code="openslo/alerts-apart", message=message, help=remedy, at=there, part="key")
        if alert.disable:
            message, remedy = "an objective has all of its alerts", "remove it, and route its severity to a receiver with `discard: true`"
            there = (*_key(document, here, *_KINDS[kind]), "disable")
            yield Diagnostic(code="openslo/alerts-apart", message=message, help=remedy, at=there)
    if service.slo_plugins is not None or slo.plugins is not None:
        there = (*at, "plugins") if slo.plugins is not None else _key(document, root, "slo_plugins", "sloPlugins")
        message, remedy = "a plugin of Sloth's is a program, which is not run here", "remove it"
        yield Diagnostic(code="openslo/plugin", message=message, help=remedy, at=there, part="key")
