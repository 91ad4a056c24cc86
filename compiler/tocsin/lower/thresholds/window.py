"""Checks the window and the aggregation that a threshold or a guard reads a metric with."""

from __future__ import annotations

from typing import Final

from tocsin.duration import format_duration
from tocsin.lower.context import Context, milliseconds
from tocsin.lower.subject import Subject
from tocsin.measures import Age, Measure, Raw, Series, reads_aggregation, reads_window
from tocsin.source import KeyPath
from tocsin.spec.rate_window import SCRAPES_PER_WINDOW
from tocsin.spec.recordings import NamedRecording
from tocsin.threshold import Guard, Threshold
from tocsin.threshold.limit import OtherMetric
from tocsin.thresholds import change, stale


def check_reading(context: Context, subject: Subject | None, asked: _Asked, measure: Measure, at: KeyPath) -> None:
    """Say at `at` where `over` is too short for how often `measure` is scraped, and where `over` or `aggregate` would change nothing."""
    if isinstance(asked, stale.Kind) and isinstance(measure, Series):
        measure = Age(happened=measure)
    if asked.over:
        _window(context, asked.over, measure, (*at, "over"), context.scrape_ms if subject is None else context.scrape_interval_ms(subject))
    for key in ("aggregate", "over"):
        if getattr(asked, key) is None:
            continue
        if isinstance(measure, Raw):
            message = f"`{key}` cannot change an expression that its author wrote"
            remedy = f"remove `{key}`, and write it into the metric's `expr:`"
            context.findings.add("threshold/expression-fixed", message, remedy, at=(*at, key))
        elif key == "aggregate" and asked.aggregate == "sum" and isinstance(measure, Age):
            remedy = "remove it to ask for the latest, or write `min` to ask for the earliest"
            context.findings.add("threshold/sum-of-times", "times cannot be added up", remedy, at=(*at, key))
        elif not (_reads_besides(asked, key) or (reads_window(measure) if key == "over" else reads_aggregation(measure, asked.aggregate))):
            message, remedy = _UNREAD[key]
            context.findings.add("threshold/unused-key", message, remedy, at=(*at, key), part="key")


_Asked = Threshold | Guard | NamedRecording
_UNREAD: Final = {
    "aggregate": ("`aggregate` changes nothing: this is one value of all replicas together", "remove it; `by:` asks for one of each"),
    "over": ("`over` changes nothing: this value has no window, or one of its own", "remove `over`"),
}


def _reads_besides(asked: _Asked, key: str) -> bool:
    """Tell whether a threshold reads something else by `key` too: another metric, or, by its window, when its past has ended."""
    if not isinstance(asked, Threshold):
        return False
    if isinstance(asked, change.Kind) and asked.change.baseline is not None:
        return True
    other = any(isinstance(bound.limit, OtherMetric) for step in asked.steps() for bound in step.bounds)
    return other or (key == "over" and not asked.LEVEL)


def _window(context: Context, over: str, measure: Measure, at: KeyPath, scrape_ms: int) -> None:
    gauge = isinstance(measure, Series) and measure.type in {"gauge", "untyped"}
    # A rate needs two samples and may lose some, a mean needs one.
    least_ms = scrape_ms if gauge else SCRAPES_PER_WINDOW * scrape_ms
    if milliseconds(over) >= least_ms:
        return
    if gauge:
        message = f"a window of {over} is shorter than the scrape interval of {format_duration(scrape_ms)}, so it is mostly empty"
        remedy = f"use at least `{format_duration(SCRAPES_PER_WINDOW * scrape_ms)}`, or remove `over:` to read the last value"
    else:
        message = f"a window of {over} holds fewer than {SCRAPES_PER_WINDOW} scrapes"
        remedy = f"use at least `{format_duration(least_ms)}`: one lost scrape then still leaves a rate"
    context.findings.add("threshold/window-too-short", message, remedy, at=at)
