"""For people: each finding with its line and a caret under the place."""

from __future__ import annotations

from tocsin.cli.formats import Report
from tocsin.diagnostics import render


def written(report: Report) -> str:
    """Return every finding, a blank line between them."""
    return "\n\n".join(render(located, report.texts.get(located.span.file, "")) for located in report.found)
