"""What is known of a metric, as its name and text, for people."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tocsin.catalog.pack import series_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tocsin.catalog.pack import Metric


def described(metric: Metric) -> Iterator[tuple[str, str]]:
    """Yield what there is to say: what it is about in a word, and the text."""
    yield "type", f"{metric.type}, in {metric.unit}"
    yield "series", ", ".join(series_of(metric))
    yield "labels", ", ".join(metric.labels) or "none of its own"
    if metric.buckets:
        yield "buckets", ", ".join(format(edge, "g") for edge in metric.buckets)
    history = {"since": metric.since, "deprecated in": metric.deprecated, "hidden in": metric.hidden, "removed in": metric.removed}
    releases = ", ".join(f"{word} {release}" for word, release in history.items() if release is not None)
    if releases:
        yield "releases", releases
    if metric.values_since:
        yield "values", ", ".join(_later(metric))
    if metric.endpoint is not None:
        yield "endpoint", metric.endpoint
    if metric.renamed_to is not None:
        yield "now", metric.renamed_to
    if metric.formerly:
        yield "formerly", ", ".join(metric.formerly)
    yield from _to_know(metric)
    yield "evidence", f"{metric.evidence}: {metric.source}"


def _to_know(metric: Metric) -> Iterator[tuple[str, str]]:
    """Yield when there is anything to read, and what has to be known of it."""
    if metric.default is not None:
        yield "default", metric.default
    if metric.dropped_by:
        yield "dropped", f"by {', '.join(metric.dropped_by)}"
    if metric.only_while is not None:
        yield "there", f"only while {metric.only_while}"
    if metric.note is not None:
        yield "note", metric.note


def _later(metric: Metric) -> Iterator[str]:
    """Yield the values of labels that came later than the metric."""
    for label, values in metric.values_since.items():
        yield from (f"{label}={value} since {release}" for value, release in values.items())
