"""Thresholds to alerts: one for each step of each ladder, with its labels and texts."""

from __future__ import annotations

from collections.abc import Iterator

from tocsin.lower.context import Context
from tocsin.lower.subject import Subject
from tocsin.lower.thresholds.guard import guard_condition, guarded
from tocsin.lower.thresholds.limits import Condition
from tocsin.lower.thresholds.lowering import Lowering, Watched
from tocsin.source import KeyPath
from tocsin.threshold import Threshold
from tocsin.threshold.limit import Step

__all__ = ["Condition", "Watched", "condition_of", "guard_condition", "guarded", "threshold_alerts"]


def threshold_alerts(context: Context, subject: Subject) -> Iterator[Watched]:
    """Yield the alerts of each threshold of `subject`, in the order of the spec."""
    for name, threshold in subject.spec.thresholds.items():
        at: KeyPath = (*subject.at, "thresholds", name)
        watched = Lowering(context, subject, name, threshold, at).watched()
        if watched is not None:
            yield watched


def condition_of(context: Context, subject: Subject, name: str, threshold: Threshold, step: Step, at: KeyPath) -> Condition | None:
    """Return when a step of a threshold is crossed, of which no alert is made; None, and a diagnostic at `at`, when it cannot be had."""
    return Lowering(context, subject, name, threshold, at).condition(step)
