"""Every section of the language of receivers, found by walking its types."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, get_args

from tocsin.section import FileRef, SecretRef, Section
from tocsin.spec.receivers import AlertmanagerGlobal, Receiver
from tocsin.spec.receivers.kind import type_of


def sections() -> list[type[Section]]:
    """Return every section that a receiver or the section `alertmanager` can contain, by name."""
    found = {kind for root in (Receiver, AlertmanagerGlobal) for kind in _within(root)}
    return sorted(found - {Receiver, SecretRef, FileRef}, key=lambda kind: kind.__name__)


def children(section: type[Section], field: str) -> list[type[Section]]:
    """Return the sections that a field can hold, references to secrets aside."""
    kinds = _kinds(type_of(section.model_fields[field]))
    return [kind for kind in kinds if issubclass(kind, Section) and kind not in (SecretRef, FileRef)]


def takes_reference(section: type[Section], field: str) -> bool:
    """Return whether the field can be a reference to a secret."""
    return SecretRef in _kinds(section.model_fields[field].annotation)


def takes_value(section: type[Section], field: str) -> bool:
    """Return whether the field can be written out."""
    return any(kind not in (SecretRef, FileRef, type(None)) for kind in _kinds(section.model_fields[field].annotation))


def _within(section: type[Section]) -> Iterator[type[Section]]:
    yield section
    for field in section.model_fields:
        for child in children(section, field):
            yield from _within(child)


def _kinds(annotation: Any) -> list[type]:  # noqa: ANN401 -- any annotation
    if isinstance(annotation, type) and not get_args(annotation):
        return [annotation]
    found = [kind for argument in get_args(annotation) for kind in _kinds(argument)]
    return found or [object]
