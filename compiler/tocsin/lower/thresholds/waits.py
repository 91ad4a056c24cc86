"""How long a condition must hold before a threshold's alert fires."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tocsin.lower.context import milliseconds

if TYPE_CHECKING:
    from tocsin.lower.thresholds.lowering import Lowering


def wait_ms(lowering: Lowering, severity: str) -> int:
    """Return how long the condition must hold at `severity`, in milliseconds; 0, and a diagnostic, when nobody says."""
    threshold, at = lowering.threshold, lowering.at
    given = threshold.for_
    if isinstance(given, str):
        return milliseconds(given)
    if severity in given:
        return milliseconds(given[severity])
    place, remedy = (*at, "for"), f"add `{severity}: 5m`"
    # Where a patch brings the severity, it brings its duration too: elsewhere that would be one of nothing.
    asked = next(((*at, *step.path) for step in lowering.steps if severity == (step.severity or threshold.severity)), place)
    written = lowering.context.resolved.origins.written
    if written(asked)[1][:1] != written(place)[1][:1]:
        place, remedy = asked, f"add `for: {{{severity}: 5m}}` to the threshold here"
    lowering.context.findings.add("threshold/no-duration", f"`for` says nothing for `{severity}`", remedy, at=place)
    return 0
