"""Puts the objectives of documents of other tools where a spec file would have said them, each with the place it came from."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from importlib import import_module
from typing import TYPE_CHECKING, Any, Final

from msgspec import Struct

from tocsin.conventions import OWNER_LABEL
from tocsin.diagnostics import Diagnostic, Located, did_you_mean
from tocsin.openslo.recognition import TOOLS, Tool, tool_of
from tocsin.source import Document, KeyPath, Origins
from tocsin.spec.locate import locate, locate_in

if TYPE_CHECKING:
    from tocsin.openslo.converted import Converted, Read, Said

_SUBJECTS: Final = ("models", "components")
_ABOUT_NOBODY: Final = "nothing says which model or component this is about"


class Attached(Struct, frozen=True, kw_only=True):
    """A platform's data with all objectives in it, and where those were written."""

    value: Mapping[str, object]
    places: Mapping[KeyPath, tuple[str, KeyPath]]
    """Of each route that came from a document: which one (by its key), and the route there."""


def attach(value: Mapping[str, Any], origins: Origins, documents: Mapping[str, Document]) -> Attached | tuple[Located, ...]:
    """Return `value`, the merged spec files, with the objectives of `documents`; or what is wrong with these, or with who takes them."""
    takers = tuple(_takers(value))
    if not documents and not takers:
        return Attached(value=value, places={})
    faults: list[Located] = [fault for document in documents.values() if tool_of(document) is None for fault in _mixed(document)]
    attacher = _Attacher(value, documents)
    for tool in TOOLS:
        # Most platforms have none, and to make the types takes as long as to read a few specs.
        module = import_module(f"tocsin.openslo.{_MODULES[tool]}")
        found: Read = module.read([document for document in documents.values() if tool_of(document) == tool])
        faults += found.faults
        taken: set[str] = set()
        for at, entry in takers:
            name = str(entry.get(tool))
            if entry.get(tool) is None:
                continue
            if name in found.slos:
                taken.add(name)
                faults += attacher.take(found.slos[name], tool, at, entry)
            elif not found.unread:
                faults += locate([_unknown(name, tool, found.slos, (*at, tool))], origins)
        for name in sorted(found.slos.keys() - taken):
            faults += attacher.belong(name, tool, found.slos[name])
    return tuple(faults) or Attached(value=attacher.value, places=attacher.places)


_MODULES: Final[Mapping[Tool, str]] = {"openslo": "conversion", "sloth": "sloth", "pyrra": "pyrra"}


def _unknown(name: str, tool: Tool, known: Iterable[str], at: KeyPath) -> Diagnostic:
    message = f"no {TOOLS[tool]} document beside the spec files has an SLO `{name}`"
    return Diagnostic(code="openslo/unknown-slo", message=message, help=did_you_mean(name, known), at=at)


def _mixed(document: Document) -> tuple[Located, ...]:
    message, remedy = "this is no document of another tool, but others of its file are", "move it into a file of its own"
    return locate_in([Diagnostic(code="openslo/mixed-file", message=message, help=remedy, at=())], document)


def _takers(value: Mapping[str, Any]) -> Iterator[tuple[KeyPath, Mapping[str, Any]]]:
    """Yield the objectives of spec files that are taken from documents; what is no mapping is told when the spec is typed."""
    for kind in _SUBJECTS:
        for subject, each in _mapping(value, kind).items():
            for name, entry in _mapping(each, "slos").items():
                if isinstance(entry, Mapping) and any(entry.get(tool) is not None for tool in TOOLS):
                    yield (kind, subject, "slos", name), entry


def _mapping(value: object, key: str) -> Mapping[str, Any]:
    inner = value.get(key) if isinstance(value, Mapping) else None
    return inner if isinstance(inner, Mapping) else {}


class _Attacher:
    def __init__(self, value: Mapping[str, Any], documents: Mapping[str, Document]) -> None:
        self.value = dict(value)
        self.places: dict[KeyPath, tuple[str, KeyPath]] = {}
        self._keys = {id(document): key for key, document in documents.items()}

    def take(self, slo: Converted, tool: Tool, at: KeyPath, entry: Mapping[str, Any]) -> tuple[Located, ...]:
        """Put `slo` where a spec file asks for it, under what is said there besides."""
        if slo.policies and "severities" not in entry:
            return _policies(slo, str(at[1]))
        said = {key: value for key, value in entry.items() if key != tool}
        for name, fields in _named(str(at[-1]), slo):
            self._objective((*at[:-1], name), {key: field for key, field in fields.items() if key not in said}, said)
        self._metrics(slo)
        return ()

    def belong(self, name: str, tool: Tool, slo: Converted) -> tuple[Located, ...]:
        """Put `slo` to the model or component that it calls its service."""
        if slo.policies:
            return _policies(slo, slo.service)
        kind = next((kind for kind in _SUBJECTS if slo.service in _mapping(self.value, kind)), None)
        if kind is None:
            known = [subject for each in _SUBJECTS for subject in _mapping(self.value, each)]
            near = did_you_mean(slo.service, known) if slo.service else ""
            message = f"there is no model or component `{slo.service}`" if slo.service else _ABOUT_NOBODY
            remedy = near if near.startswith("did") else f"take it with `slos: {{{slo.name}: {{{tool}: {name}}}}}` in the one it is about"
            return locate_in([Diagnostic(code="openslo/unknown-service", message=message, help=remedy, at=slo.service_at)], slo.document)
        for key, fields in _named(slo.name, slo):
            at: KeyPath = (kind, slo.service, "slos", key)
            if key in _mapping(_mapping(_mapping(self.value, kind), slo.service), "slos"):
                message, remedy = f"`{slo.service}` has an objective `{key}` already", "rename one of them"
                return locate_in([Diagnostic(code="openslo/duplicate", message=message, help=remedy, at=slo.named_at)], slo.document)
            self.places[at] = (self._keys[id(slo.document)], slo.at)
            self._objective(at, fields, {})
        self._metrics(slo)
        return ()

    def _objective(self, at: KeyPath, fields: Mapping[str, Said], said: Mapping[str, Any]) -> None:
        values = {key: field.value for key, field in fields.items()}
        labels, owner = _mapping(values, "labels"), self._owner(at)
        if owner is not None and labels.get(OWNER_LABEL) == owner:  # all alerts of the model have it
            values["labels"] = {label: value for label, value in labels.items() if label != OWNER_LABEL}
        self._put(at, {**values, **said})
        for key, field in fields.items():
            document = self._keys[id(field.document)]
            self.places[*at, key] = (document, field.at)
            self.places |= {(*at, key, part): (document, there) for part, there in field.parts.items()}

    def _owner(self, at: KeyPath) -> object:
        """Return who owns the model or component of an objective, as far as the spec files say it of that, of its profile or of all."""
        kind, name = str(at[0]), str(at[1])
        itself, common = _mapping(_mapping(self.value, kind), name), _mapping(_mapping(self.value, "defaults"), kind)
        places = (
            itself,
            _mapping(_mapping(self.value, "profiles"), str(itself.get("profile", common.get("profile")))),
            common,
            _mapping(self.value, "platform"),
        )
        return next((place[OWNER_LABEL] for place in places if OWNER_LABEL in place), None)

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

    def _put(self, at: KeyPath, value: object) -> None:
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
    return locate_in([fault], slo.document)
