"""Checks `known_as:`, by which metrics or packs call a model differently: each key must name one that tells models apart."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from tocsin.diagnostics import did_you_mean
from tocsin.lower.context import Context
from tocsin.lower.subject import Subject
from tocsin.source import KeyPath
from tocsin.spec.metrics import SeriesMetric

_MODEL = "model"


def check_names(context: Context, subjects: Iterable[Subject]) -> None:
    """Say by which keys of `known_as` nothing would ever be asked for: by what there is not, or by what tells no model from another."""
    for subject in subjects:
        names = subject.spec.known_as
        for key in names if isinstance(names, Mapping) and not context.resolved.missing else ():
            at = (*subject.at, "known_as", key)
            found = _vain(context, key, subject, at)
            if found is not None:
                context.findings.add("model/known-by-nothing", *found, at=at, part="key")


def _vain(context: Context, key: str, subject: Subject, at: KeyPath) -> tuple[str, str] | None:
    """Return why nothing is asked for by the name that `key` has for `subject`, and what to do; None when something may be."""
    packs, metrics = context.resolved.packs, context.resolved.spec.metrics
    declared = metrics.get(key)
    if declared is not None and not isinstance(declared, SeriesMetric):
        return f"`{key}` is made of series, which are asked for by their own names", "write the names of the series that it is made of"
    if key in packs:
        told = any(_MODEL in each.dimensions for each in packs[key].metrics.values())
        told = told or any(isinstance(each, SeriesMetric) and _MODEL in each.labels for each in metrics.values())
    elif declared is not None or any(pack.metric_of(key) is not None for pack in packs.values()):
        told = any(_MODEL in context.metrics.labels(key, at, each) for each in (None, subject))
    else:
        return f"`{key}` is neither a metric nor a pack in use", did_you_mean(key, {*metrics, *packs})
    if told:
        return None
    return f"`{key}` does not tell which model it is about", "remove it, or say by which label it does: `labels: {model: ...}`"
