"""Which severities a route is for."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from tocsin import ir
from tocsin.conventions import SEVERITY_LABEL
from tocsin.routing.tree import holds


def asked_for(asked: Iterable[ir.Matcher], severities: Sequence[str]) -> frozenset[str] | None:
    """Return which of `severities` a route takes whose conditions are `asked`; None when it does not ask for a severity."""
    graded = [matcher for matcher in asked if matcher.label == SEVERITY_LABEL]
    return frozenset([each for each in severities if all(holds(matcher, each) for matcher in graded)]) if graded else None
