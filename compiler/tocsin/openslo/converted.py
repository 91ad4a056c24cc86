"""What an objective of another tool becomes, before it stands in a platform."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

from msgspec import Struct, field

from tocsin.diagnostics import Diagnostic, Located
from tocsin.source import Document, KeyPath
from tocsin.spec.locate import locate_in


class Said(Struct, frozen=True, kw_only=True):
    """A value, and where it was said."""

    value: object
    document: Document
    at: KeyPath
    parts: Mapping[str, KeyPath] = field(default_factory=dict)
    """Of its entries, where each was said that was said elsewhere."""


def placed(given: Mapping[str, tuple[object, KeyPath]], document: Document) -> dict[str, Said]:
    """Return values, each with its place in `document`."""
    return {key: Said(value=value, document=document, at=at) for key, (value, at) in given.items()}


class Converted(Struct, frozen=True, kw_only=True):
    """One objective as spec files would say it."""

    name: str
    service: str
    """What it calls the model or component that it is about; empty: nothing says that."""
    document: Document
    targets: tuple[dict[str, Said], ...]
    """The fields of an objective, for each share that must be good."""
    metrics: dict[str, Said]
    at: KeyPath
    """Where it stands in its document."""
    named_at: KeyPath
    service_at: KeyPath
    policies: bool = False
    """Whether it names alert policies."""


class Read(Struct, frozen=True, kw_only=True):
    """The documents of one tool."""

    slos: dict[str, Converted]
    """By the name by which a spec takes them."""
    faults: tuple[Located, ...]
    unread: bool
    """Whether there may be more in documents that cannot be read."""


def twice(name: str, document: Document, at: KeyPath) -> tuple[Located, ...]:
    """Return what is wrong with the second objective of a name, which stands at `at`."""
    message, remedy = f"`{name}` is defined twice", "rename one of them"
    return locate_in([Diagnostic(code="openslo/duplicate", message=message, help=remedy, at=at)], document)


_TEXTS: Final = {"summary": "summary", "description": "description", "runbook": "runbook", "runbook_url": "runbook"}
"""Annotations for which the section `slos` has a key."""


def texts(annotations: Mapping[str, str], document: Document, at: KeyPath, prefix: str = "") -> Iterator[tuple[str, Said]]:
    """Yield what an objective says by annotations of its alerts, which stand at `at`: of those with a `prefix` what follows it."""
    named = {key.removeprefix(prefix): key for key in annotations if key.startswith(prefix)}
    for key, whole in named.items():
        if key in _TEXTS:
            yield _TEXTS[key], Said(value=annotations[whole], document=document, at=(*at, whole))
    others = {key: whole for key, whole in named.items() if key not in _TEXTS}
    values = {key: annotations[whole] for key, whole in others.items()}
    yield "annotations", Said(value=values, document=document, at=at, parts={key: (*at, whole) for key, whole in others.items()})
