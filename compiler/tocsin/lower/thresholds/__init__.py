"""Thresholds to alerts: one for each step of each ladder, with its labels and texts."""

from __future__ import annotations

from collections.abc import Iterator

from tocsin.lower.context import Context
from tocsin.lower.subject import Subject
from tocsin.lower.thresholds.guard import guard_condition
from tocsin.lower.thresholds.lowering import Lowering, Watched
from tocsin.source import Route

__all__ = ["Watched", "guard_condition", "threshold_alerts"]


def threshold_alerts(context: Context, subject: Subject) -> Iterator[Watched]:
    """Yield the alerts of each threshold of `subject`, in the order of the spec."""
    for name, threshold in subject.spec.thresholds.items():
        at: Route = (*subject.at, "thresholds", name)
        watched = Lowering(context, subject, name, threshold, at).watched()
        if watched is not None:
            yield watched
