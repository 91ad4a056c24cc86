"""Metrics of the kind `difference`: both sides must have a single value."""

from __future__ import annotations

from tocsin.diagnostics import Findings
from tocsin.measures import Difference, Series
from tocsin.spec import metrics as spec


def difference_of(findings: Findings, name: str, given: spec.Difference, left: Series, right: Series) -> Difference | None:
    """Return `left` minus `right` for the metric `name`; None, and a diagnostic, when one of them has several values."""
    sides = (("of", given.of, left), ("minus", given.minus, right))
    many = [(key, metric, series.type) for key, metric, series in sides if series.type in {"histogram", "summary"}]
    for key, metric, kind in many:
        message = f"`{metric}` is a {kind}, which has no single value"
        remedy = "name a gauge or counter, or write the difference as an `expr:`"
        findings.add("metric/difference-of-many", message, remedy, at=("metrics", name, "difference", key))
    return None if many else Difference(left=left, right=right)
