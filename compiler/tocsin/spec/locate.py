"""Turn paths into places: where in the files the author wrote what a diagnostic is about."""

from __future__ import annotations

from collections.abc import Iterable

from tocsin.diagnostics import Diagnostic, Located
from tocsin.source import Document, Fault, KeyPath, Origins, Part, Span


def locate(diagnostics: Iterable[Diagnostic], origins: Origins) -> tuple[Located, ...]:
    """Return `diagnostics` with their places."""
    return tuple(
        Located(
            code=diagnostic.code,
            message=diagnostic.message,
            help=diagnostic.help,
            span=_span(diagnostic.at, origins, diagnostic.part, diagnostic.within),
            severity=diagnostic.severity,
            notes=tuple((note.message, _span(note.at, origins, "key")) for note in diagnostic.notes),
        )
        for diagnostic in diagnostics
    )


def locate_in(diagnostics: Iterable[Diagnostic], document: Document) -> tuple[Located, ...]:
    """Return diagnostics at paths of `document` with their places."""
    return locate(diagnostics, Origins({document.file: document}, {(): (document.file, ())}))


def of_fault(fault: Fault) -> Located:
    """Return why a text is no document, as a diagnostic."""
    notes = () if fault.note is None else (fault.note,)
    return Located(code=fault.code, message=fault.message, help=fault.help, span=fault.span, severity="error", notes=notes)


def _span(at: KeyPath | Span, origins: Origins, part: Part, within: tuple[int, int] | None = None) -> Span:
    if isinstance(at, Span):
        return at
    return origins.span(at, part) if within is None else origins.span_within(at, within)
