"""The labels by which an HPA asks for the series of one model, among those that pods of several models serve."""

from __future__ import annotations

from collections.abc import Mapping

from tocsin.lower.context import Context
from tocsin.lower.scaling.discovery import selectable
from tocsin.lower.subject import Subject
from tocsin.measures import Measure, Series
from tocsin.source import KeyPath


def of_one_model(context: Context, subject: Subject, metric: str, measure: Measure, at: KeyPath) -> Mapping[str, str] | None:
    """Return the labels that tell series of `subject` from those of other models in its pods; None when an HPA cannot ask for them.

    A server may have several models loaded, Triton for one. A name that no selector of Kubernetes can hold (`org/model`) need not be
    asked for where its pods serve no other.
    """
    label = context.metrics.labels(metric, at).get("model")
    if not isinstance(measure, Series):
        return {}
    named = [matcher for matcher in measure.matchers if matcher.label == label]
    if all(map(selectable, named)):
        return {matcher.label: matcher.value for matcher in named}
    return {} if context.models_on[subject.namespace, subject.workload] == 1 else None
