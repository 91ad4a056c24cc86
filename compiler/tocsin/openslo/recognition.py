"""Which documents are of another tool, and why one is not read."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final, Literal

from tocsin.diagnostics import Diagnostic
from tocsin.source import Document

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


def unfit(document: Document, version: str, kind: str | None, *, key: str = "apiVersion") -> Diagnostic | None:
    """Return why a document is not read: it has another version than this (under `key`), or another kind where it must have one."""
    value: Any = document.value
    name = TOOLS[tool] if (tool := tool_of(document)) is not None else ""
    if value[key] != version:
        message = f"`{value[key]}` is not the version of {name}'s documents that is read here"
        return Diagnostic(code="openslo/unknown-version", message=message, help=f"write it in `{version}`", at=(key,))
    if kind is not None and value.get("kind") != kind:
        message, at = f"there is no kind `{value.get('kind')}` of {name}", ("kind",) if "kind" in value else ()
        return Diagnostic(code="openslo/unknown-kind", message=message, help=f"write `kind: {kind}`", at=at)
    return None
