"""For tools: a JSON list, an object for each finding."""

from __future__ import annotations

from tocsin.cli.formats import Report
from tocsin.diagnostics import as_json


def written(report: Report) -> str:
    """Return the findings that are not allowed."""
    return as_json(report.found)
