"""Which documents are of another tool, and where something stands in one."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final, Literal

from tocsin.diagnostics import Diagnostic, Located
from tocsin.source import Document, Origins
from tocsin.spec.locate import locate

Tool = Literal["openslo", "sloth", "pyrra"]
TOOLS: Final[Mapping[Tool, str]] = {"openslo": "OpenSLO", "sloth": "Sloth", "pyrra": "Pyrra"}
"""What each is called."""
_VERSIONS: Final[tuple[tuple[str, str, Tool], ...]] = (
    ("apiVersion", "openslo/", "openslo"), ("apiVersion", "sloth.slok.dev/", "sloth"), ("version", "prometheus/", "sloth"),
    ("apiVersion", "pyrra.dev/", "pyrra"),
)  # fmt: skip


def tool_of(document: Document) -> Tool | None:
    """Return for which tool a document says that it was written, in whatever version; None for none that is known."""
    value = document.value if isinstance(document.value, dict) else {}
    return next((tool for key, begins, tool in _VERSIONS if str(value.get(key, "")).startswith(begins)), None)


def located(diagnostics: Iterable[Diagnostic], document: Document) -> tuple[Located, ...]:
    """Return diagnostics at routes of `document` with their places."""
    return locate(diagnostics, Origins({document.file: document}, {(): (document.file, ())}))
