"""For people: each finding with its line and a caret under the place, and those that are alike as one."""

from __future__ import annotations

from tocsin.cli import alike, specs
from tocsin.cli.formats import Report


def written(report: Report) -> str:
    """Return the findings that are not allowed, a blank line between them."""
    return "\n\n".join(alike.grouped(report.found, report.texts, everything=specs.EVERY_MISTAKE))
