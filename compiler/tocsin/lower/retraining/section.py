"""Where a model says how it is trained again."""

from __future__ import annotations

from tocsin.lower.subject import Subject
from tocsin.spec.models import Model
from tocsin.spec.retraining import Retraining


def retraining_of(subject: Subject) -> Retraining | None:
    """Return the section of `subject`; None when it has none, as no component has."""
    return subject.spec.retraining if isinstance(subject.spec, Model) else None


def metric_of(subject: Subject, reason: str) -> str:
    """Return the metric that a reason for a training watches, `older_than` or `new_samples`; empty when there is none."""
    section = retraining_of(subject)
    if section is None or section.when is None:
        return ""
    if reason == "older_than":
        return section.trained or ""
    return section.when.new_samples.metric if reason == "new_samples" and section.when.new_samples is not None else ""
