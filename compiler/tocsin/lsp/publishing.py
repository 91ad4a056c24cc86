"""Findings in the editor's terms."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

from lsprotocol import types

from tocsin.diagnostics import Located
from tocsin.lsp.positions import Positions, uri_of
from tocsin.lsp.repository import Repository
from tocsin.source import Span

_PAGE: Final = "docs/checks.md"
_SEVERITIES: Final = {"error": types.DiagnosticSeverity.Error, "warning": types.DiagnosticSeverity.Warning}


class Publisher:
    """Turns findings about the texts that were examined into what an editor shows."""

    def __init__(self, repository: Repository, texts: Mapping[str, str], encoding: str) -> None:
        self._repository = repository
        self._texts = texts
        self._encoding = encoding
        self._lines: dict[str, Positions] = {}
        page = repository.root / _PAGE
        self._page = uri_of(page) if page.is_file() else None

    def diagnostic(self, located: Located) -> types.Diagnostic:
        """Return one finding."""
        related = [
            types.DiagnosticRelatedInformation(location=self.location(span), message=message)
            for message, span in located.notes
            if span.file in self._texts
        ]
        return types.Diagnostic(
            range=self.location(located.span).range,
            message=f"{located.message}\nhelp: {located.help}" if located.help else located.message,
            severity=_SEVERITIES[located.severity],
            code=located.code,
            code_description=None if self._page is None else types.CodeDescription(href=f"{self._page}#{anchor(located.code)}"),
            source="tocsin",
            related_information=related or None,
        )

    def location(self, span: Span) -> types.Location:
        """Return a place in a file."""
        return types.Location(uri=self._repository.uri(span.file), range=self._positions(span.file).range(span))

    def _positions(self, file: str) -> Positions:
        if file not in self._lines:
            self._lines[file] = Positions(self._texts.get(file, ""), self._encoding)
        return self._lines[file]


def anchor(code: str) -> str:
    """Return the anchor that Markdown viewers give the heading of a code.

    >>> anchor("alert/beyond-retention")
    'alertbeyond-retention'
    """
    return re.sub(r"[^\w-]", "", code)
