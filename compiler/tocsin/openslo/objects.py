"""The objects in OpenSLO documents by kind and name, typed, each with its document."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from typing import Any, Final, Generic, TypeVar, cast

from msgspec import Struct, field
from pydantic import TypeAdapter

from tocsin.diagnostics import Diagnostic, Located, Note, did_you_mean
from tocsin.openslo.documents import DataSourceSpec, IndicatorSpec, Metadata, SloSpec
from tocsin.source import Document
from tocsin.spec.locate import locate_in
from tocsin.spec.validate import validate

T = TypeVar("T")

_VERSION: Final = "openslo/v1"
# Of the others nothing is read, so nothing in them can be misread.
_KINDS: Final = ("AlertCondition", "AlertNotificationTarget", "AlertPolicy", "DataSource", "SLI", "SLO", "Service")


class Object(Struct, Generic[T], frozen=True, kw_only=True):
    """One object: its name, what it says, and the document that says it."""

    name: str
    spec: T
    document: Document


class Objects(Struct, kw_only=True):
    """What all documents of a platform define, and what is wrong with them."""

    slos: dict[str, Object[SloSpec]] = field(default_factory=dict)
    slis: dict[str, Object[IndicatorSpec]] = field(default_factory=dict)
    sources: dict[str, Object[DataSourceSpec]] = field(default_factory=dict)
    faults: list[Located] = field(default_factory=list)


def objects(documents: Iterable[Document]) -> Objects:
    """Return what `documents` define."""
    found = Objects()
    for document in documents:
        found.faults += locate_in(_read(found, document), document)
    return found


def _read(found: Objects, document: Document) -> Iterator[Diagnostic]:
    value: Mapping[str, Any] = cast("Mapping[str, Any]", document.value)
    version, kind = value["apiVersion"], value.get("kind")
    if version != _VERSION:
        message = f"`{version}` is not the version of OpenSLO that is read here"
        yield Diagnostic(code="openslo/unknown-version", message=message, help=f"write it in `{_VERSION}`", at=("apiVersion",))
        return
    if kind not in _KINDS:
        message = f"there is no kind `{kind}` in OpenSLO" if kind is not None else "`kind` is missing"
        yield Diagnostic(code="openslo/unknown-kind", message=message, help=did_you_mean(str(kind), _KINDS), at=("kind",))
        return
    for key in sorted(value.keys() - {"apiVersion", "kind", "metadata", "spec"}):
        remedy = did_you_mean(key, ("metadata", "spec"))
        yield Diagnostic(code="spec/unknown-key", message=f"unknown key `{key}`", help=remedy, at=(key,), part="key")
    match kind:
        case "SLO":
            yield from _add(found.slos, SloSpec, document)
        case "SLI":
            yield from _add(found.slis, IndicatorSpec, document)
        case "DataSource":
            yield from _add(found.sources, DataSourceSpec, document)


def _add(known: dict[str, Object[T]], kind: type[T], document: Document) -> Iterator[Diagnostic]:
    value: Any = document.value
    metadata = validate(_metadata(), value.get("metadata", {}), ("metadata",))
    spec = validate(TypeAdapter(kind), value.get("spec", {}), ("spec",))
    if isinstance(metadata, tuple):
        yield from metadata
    if isinstance(spec, tuple):
        yield from spec
    if isinstance(metadata, tuple) or isinstance(spec, tuple):
        return
    first = known.setdefault(metadata.name, Object(name=metadata.name, spec=spec, document=document))
    if first.document is not document:
        note = Note(message="first defined", at=first.document.span(("metadata", "name")))
        message = f"`{metadata.name}` is defined twice"
        yield Diagnostic(code="openslo/duplicate", message=message, help="keep one of them", at=("metadata", "name"), notes=(note,))


@cache
def _metadata() -> TypeAdapter[Metadata]:
    return TypeAdapter(Metadata)
