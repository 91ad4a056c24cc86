"""A judge's complaint as a diagnostic at the line of the spec that caused it."""

from __future__ import annotations

from collections.abc import Mapping

from tocsin.diagnostics import Located
from tocsin.source import Origins
from tocsin.verify.complaint import Complaint


def located(complaint: Complaint, origins: Mapping[tuple[str, str], Origins]) -> Located | None:
    """Return the complaint at its place; None when nothing in a spec causes it.

    `origins` are those of each (environment, platform), which the artefact's path names.
    """
    _, environment, platform, *inside = complaint.path.split("/")
    known = origins.get((environment, platform))
    if complaint.at is None or known is None:
        return None
    message = f"{complaint.judge} on {environment}/{platform}/{'/'.join(inside)}: {complaint.message}"
    return Located(
        code=f"verify/{complaint.judge}", message=message, help=complaint.help, span=known.span(complaint.at, "key"), severity="error"
    )
