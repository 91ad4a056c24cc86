"""Puts the objectives of OpenSLO documents where a spec file would have said them, each with the place it came from."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any, Final

from msgspec import Struct

from tocsin.diagnostics import Diagnostic, Located, did_you_mean
from tocsin.openslo.recognition import located
from tocsin.source import Document, Origins, Route
from tocsin.spec.locate import locate

if TYPE_CHECKING:
    from tocsin.openslo.conversion import Converted, Said

_SUBJECTS: Final = ("models", "components")
_TAKEN: Final = "openslo"


class Attached(Struct, frozen=True, kw_only=True):
    """A platform's data with all objectives in it, and where those were written."""

    value: Mapping[str, object]
    places: Mapping[Route, tuple[str, Route]]
    """Of each route that came from a document: which one (by its key), and the route there."""


def attach(value: Mapping[str, Any], origins: Origins, documents: Mapping[str, Document]) -> Attached | tuple[Located, ...]:
    """Return `value`, the merged spec files, with the objectives of `documents`; or what is wrong with these, or with who takes them."""
    takers = tuple(_takers(value))
    if not documents and not takers:
        return Attached(value=value, places={})
    # Most platforms have none, and to make the types takes as long as to read a few specs.
    from tocsin.openslo.conversion import convert  # noqa: PLC0415
    from tocsin.openslo.objects import objects  # noqa: PLC0415

    known = objects(documents.values())
    faults = list(known.faults)
    attacher = _Attacher(value, documents)
    converted: dict[str, Converted] = {}
    for name, slo in known.slos.items():
        converted[name], found = convert(slo, known)
        faults += found
    taken: set[str] = set()
    for at, entry in takers:
        name = str(entry[_TAKEN])
        if name in converted:
            taken.add(name)
            faults += attacher.take(converted[name], at, entry)
        elif not known.faults:
            message, remedy = f"no OpenSLO document beside the spec files has an SLO `{name}`", did_you_mean(name, converted)
            faults += locate([Diagnostic(code="openslo/unknown-slo", message=message, help=remedy, at=(*at, _TAKEN))], origins)
    for name in sorted(converted.keys() - taken):
        faults += attacher.belong(name, converted[name])
    return tuple(faults) or Attached(value=attacher.value, places=attacher.places)


def _takers(value: Mapping[str, Any]) -> Iterator[tuple[Route, Mapping[str, Any]]]:
    """Yield the objectives of spec files that are taken from OpenSLO; what is no mapping is told when the spec is typed."""
    for kind in _SUBJECTS:
        for subject, each in _mapping(value, kind).items():
            for name, entry in _mapping(each, "slos").items():
                if isinstance(entry, Mapping) and entry.get(_TAKEN) is not None:
                    yield (kind, subject, "slos", name), entry


def _mapping(value: object, key: str) -> Mapping[str, Any]:
    inner = value.get(key) if isinstance(value, Mapping) else None
    return inner if isinstance(inner, Mapping) else {}


class _Attacher:
    def __init__(self, value: Mapping[str, Any], documents: Mapping[str, Document]) -> None:
        self.value = dict(value)
        self.places: dict[Route, tuple[str, Route]] = {}
        self._keys = {id(document): key for key, document in documents.items()}

    def take(self, slo: Converted, at: Route, entry: Mapping[str, Any]) -> tuple[Located, ...]:
        """Put `slo` where a spec file asks for it, under what is said there besides."""
        if slo.policies and "severities" not in entry:
            return _policies(slo, str(at[1]))
        said = {key: value for key, value in entry.items() if key != _TAKEN}
        for name, fields in _named(str(at[-1]), slo):
            self._objective((*at[:-1], name), {key: field for key, field in fields.items() if key not in said}, said)
        self._metrics(slo)
        return ()

    def belong(self, name: str, slo: Converted) -> tuple[Located, ...]:
        """Put `slo` to the model or component that it calls its service."""
        if slo.policies:
            return _policies(slo, slo.service)
        kind = next((kind for kind in _SUBJECTS if slo.service in _mapping(self.value, kind)), None)
        if kind is None:
            known = [subject for each in _SUBJECTS for subject in _mapping(self.value, each)]
            message, remedy = f"there is no model or component `{slo.service}`", did_you_mean(slo.service, known)
            fault = Diagnostic(
                code="openslo/unknown-service",
                message=message,
                help=remedy if remedy.startswith("did") else f"take it with `slos: {{{name}: {{openslo: {name}}}}}` in the one it is about",
                at=("spec", "service"),
            )
            return located([fault], slo.document)
        for key, fields in _named(name, slo):
            at: Route = (kind, slo.service, "slos", key)
            if key in _mapping(_mapping(_mapping(self.value, kind), slo.service), "slos"):
                message, remedy = f"`{slo.service}` has an objective `{key}` already", "rename one of them"
                return located([Diagnostic(code="openslo/duplicate", message=message, help=remedy, at=("metadata", "name"))], slo.document)
            self.places[at] = (self._keys[id(slo.document)], ("spec",))
            self._objective(at, fields, {})
        self._metrics(slo)
        return ()

    def _objective(self, at: Route, fields: Mapping[str, Said], said: Mapping[str, Any]) -> None:
        self._put(at, {**{key: field.value for key, field in fields.items()}, **said})
        for key, field in fields.items():
            self.places[*at, key] = (self._keys[id(field.document)], field.at)

    def _metrics(self, slo: Converted) -> None:
        for name, metric in slo.metrics.items():
            self._put(("metrics", name), self._in_its_unit(metric.value))
            self.places["metrics", name] = (self._keys[id(metric.document)], metric.at)

    def _in_its_unit(self, entry: object) -> object:
        """Return an entry of `metrics` in the unit that the spec declares its series with: OpenSLO has no word for units."""
        if isinstance(entry, Mapping):
            for other in _mapping(self.value, "metrics").values():
                if isinstance(other, Mapping) and other.get("series") == entry.get("series") and other.get("unit") is not None:
                    return {**entry, "unit": other["unit"]}
        return entry

    def _put(self, at: Route, value: object) -> None:
        """Set what is at a route, in copies: documents are not to be changed."""
        here = self.value
        for key in at[:-1]:
            here[str(key)] = here = dict(_mapping(here, str(key)))
        here[str(at[-1])] = value


def _named(name: str, slo: Converted) -> Iterator[tuple[str, Mapping[str, Said]]]:
    """Yield the objectives of an SLO by name: one that has several shares to keep numbers them from the second on."""
    for index, target in enumerate(slo.targets, start=1):
        yield name if index == 1 else f"{name}-{index}", target


def _policies(slo: Converted, subject: str) -> tuple[Located, ...]:
    message = "its alerts follow from the objective, and `routing` says who is told: no alert policy is read"
    remedy = f"remove them, or take the SLO in the `slos` of `{subject}`, with `severities:` that replace them"
    fault = Diagnostic(code="openslo/alert-policy", message=message, help=remedy, at=("spec", "alertPolicies"), part="key")
    return located([fault], slo.document)
