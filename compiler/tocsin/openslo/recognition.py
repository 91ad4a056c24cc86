"""Which documents are OpenSLO's, and where something stands in one."""

from __future__ import annotations

from collections.abc import Iterable

from tocsin.diagnostics import Diagnostic, Located
from tocsin.source import Document, Origins
from tocsin.spec.locate import locate


def is_openslo(document: Document) -> bool:
    """Tell whether a document says that it is OpenSLO's, of whatever version."""
    return isinstance(document.value, dict) and str(document.value.get("apiVersion", "")).startswith("openslo/")


def located(diagnostics: Iterable[Diagnostic], document: Document) -> tuple[Located, ...]:
    """Return diagnostics at routes of `document` with their places."""
    return locate(diagnostics, Origins({document.file: document}, {(): (document.file, ())}))
