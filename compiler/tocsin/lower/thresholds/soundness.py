"""Reports thresholds that cannot work, or not as their author thinks."""

from __future__ import annotations

from itertools import pairwise
from typing import Final

from tocsin import units
from tocsin.conventions import DEFAULT_ENVIRONMENT
from tocsin.duration import format_duration
from tocsin.lower.context import Context, milliseconds
from tocsin.lower.metrics.edges import beside, last_edge, listed
from tocsin.lower.subject import Subject
from tocsin.lower.thresholds.window import check_reading
from tocsin.measures import Measure, Series
from tocsin.source import KeyPath
from tocsin.spec.rate_window import SCRAPES_PER_WINDOW
from tocsin.threshold import Threshold
from tocsin.threshold.limit import Step
from tocsin.thresholds import absent, quantile
from tocsin.units import Quantity
from tocsin.versions import supported


def of_severities(context: Context, threshold: Threshold, steps: tuple[Step, ...], at: KeyPath) -> tuple[Step, ...]:
    """Return the `steps` of a threshold; say which keys of its own are indented so far that they stand among the severities."""
    known = context.platform.severities
    unknown = [step for step in steps if step.severity is not None and step.severity not in known]
    if not unknown:
        return steps
    keys = {field.alias or name for name, field in type(threshold).model_fields.items()}
    astray = {step.severity: step for step in unknown if step.severity in keys}
    for key, step in astray.items():
        message = f"`{key}` stands among the severities below `{step.path[-2]}:`"
        remedy = f"write it beside `{step.path[-2]}:`, indented alike"
        context.findings.add("spec/misplaced-key", message, remedy, at=(*at, *step.path), part="key")
    return tuple(step for step in steps if step.severity not in astray)


def check(context: Context, subject: Subject, threshold: Threshold, steps: tuple[Step, ...], measure: Measure, at: KeyPath) -> None:
    """Say what is unsound about `threshold` and its `steps` on `measure` of `subject`."""
    if isinstance(threshold, absent.Kind):
        _absence(context, threshold, at)
    else:
        check_reading(context, subject, threshold, measure, at)
    _histories(context, threshold, at)
    _waits(context, threshold, steps, at)
    _order(context, threshold, steps, at)
    if isinstance(measure, Series) and isinstance(threshold, quantile.Kind):
        _edges(context, steps, measure, at, interpolate=threshold.interpolate)
    if threshold.keep_firing_for and not supported("prometheus/keep_firing_for", context.prometheus):
        message = f"Prometheus {context.prometheus} does not know `keep_firing_for`"
        remedy = "remove it, or raise `platform.cluster.prometheus.version`"
        context.findings.add("threshold/needs-newer-prometheus", message, remedy, at=(*at, "keep_firing_for"))


_UNUSED: Final = {
    "by": (
        "is one alert for all of them: what is missing has no label that tells which",
        "remove `by`, and give each that must be there a threshold of its own with `where:`",
    ),
    "while_": ("asks for nothing besides", "remove `while`"),
    "over": ("reads no window", "remove `over`: how long it may be missing is `for:`"),
    "aggregate": ("reads no value", "remove `aggregate`: one of several is enough"),
    "at_least": ("asks for no traffic", "remove `at_least`"),
    "no_data": ("is that alert already", "remove `no_data`"),
}


def _absence(context: Context, threshold: absent.Kind, at: KeyPath) -> None:
    """Say what is written and not read: who wrote it believes that there is an alert for each, or only then.

    `absent` knows no labels but those that are selected. https://prometheus.io/docs/prometheus/latest/querying/functions/#absent
    """
    for field, (message, remedy) in _UNUSED.items():
        if getattr(threshold, field):
            context.findings.add("threshold/unused-key", f"`absent` {message}", remedy, at=(*at, field.rstrip("_")), part="key")


def _histories(context: Context, threshold: Threshold, at: KeyPath) -> None:
    for path, window in threshold.windows().items():
        # What is recorded has a sample for each evaluation, what is scraped one for each scrape.
        step_ms = max(context.scrape_ms, context.evaluation_ms)
        least_ms = SCRAPES_PER_WINDOW * step_ms
        if milliseconds(window) < least_ms:
            message = f"a window of {window} holds fewer than {SCRAPES_PER_WINDOW} samples"
            remedy = f"use at least `{format_duration(least_ms)}`"
            context.findings.add("threshold/window-too-short", message, remedy, at=(*at, *path))


def _waits(context: Context, threshold: Threshold, steps: tuple[Step, ...], at: KeyPath) -> None:
    """Say for which severities a condition must hold for a while, and has no limit: they would be missing without a word."""
    has = {step.severity or threshold.severity or context.usual for step in steps}
    if isinstance(threshold.for_, str) or has - threshold.for_.keys():  # those that have no duration are told already
        return
    for severity, wait in threshold.for_.items():
        if severity not in has:
            message = f"`{severity}` waits for {wait}, and has no limit"
            remedy = f"write a limit for each severity, which may be the same: `{severity}: …`, or remove it here"
            if context.environment != DEFAULT_ENVIRONMENT:  # whose patch may have taken the limit away, and the others have it
                remedy += f"; an environment that removes the limit removes this, too: `for: {{{severity}: null}}`"
            context.findings.add("threshold/no-limit", message, remedy, at=(*at, "for", severity), part="key")


def _edges(context: Context, steps: tuple[Step, ...], histogram: Series, at: KeyPath, *, interpolate: bool) -> None:
    """Say where a limit lies between two bucket edges, where a quantile is interpolated, or beyond the last, where there is none.

    https://prometheus.io/docs/practices/histograms/#errors-of-quantile-estimation
    """
    last = last_edge(histogram)
    if last is None:
        return
    for step in steps:
        for bound in step.bounds:
            limit = units.convert(bound.limit, histogram.base) if isinstance(bound.limit, Quantity) else None
            text = bound.limit.text if isinstance(bound.limit, Quantity) else ""
            if limit is not None and bound.op == ">" and limit >= last:
                message = f"no quantile is told above the last bucket edge, `{units.show(last, histogram.base)}`: `> {text}` never holds"
                remedy = f"write less; the edges are {listed(histogram)}"
                context.findings.add("threshold/beyond-the-buckets", message, remedy, at=(*at, *step.path))
            elif limit is not None and not interpolate and (near := beside(histogram, limit)):
                message = f"`{text}` is no bucket edge, so whether the quantile is above it would be a guess"
                remedy = f"write {' or '.join(f'`{each}`' for each in near)}, or add `interpolate: true`"
                context.findings.add("threshold/not-a-bucket-edge", message, remedy, at=(*at, *step.path))


def _order(context: Context, threshold: Threshold, steps: tuple[Step, ...], at: KeyPath) -> None:
    """Say where a graver severity is easier to reach, or as easy and no later: it would hide the lesser one."""
    if len(steps) < 2:  # noqa: PLR2004  # two of which one could be easier to reach
        return
    severities = context.platform.severities
    known = [step for step in steps if step.severity in severities and len(step.bounds) == 1]
    ordered = sorted(known, key=lambda step: severities.index(step.severity or ""))
    for lesser, graver in pairwise(ordered):
        low, high = lesser.bounds[0].limit, graver.bounds[0].limit
        if not (isinstance(low, Quantity) and isinstance(high, Quantity)) or low.dimension != high.dimension:
            continue
        harder = high.amount >= low.amount if lesser.bounds[0].op == ">" else high.amount <= low.amount
        if not harder:
            message = f"`{graver.severity}` is reached before `{lesser.severity}`"
            context.findings.add("threshold/ladder-inverted", message, "exchange the two limits", at=(*at, *graver.path))
        elif high.amount == low.amount and _wait(threshold, graver) <= _wait(threshold, lesser):
            message = f"nobody is told of `{lesser.severity}`: `{graver.severity}` has the same limit, waits no longer, and silences it"
            remedy = f"give `{graver.severity}` a limit that is harder to reach or a longer `for`, or remove `{lesser.severity}`"
            context.findings.add("threshold/step-unheard", message, remedy, at=(*at, *lesser.path))


def _wait(threshold: Threshold, step: Step) -> int:
    """Return how long the condition must hold at a step, in milliseconds; 0 where `for` does not say, which is told elsewhere."""
    given = threshold.for_
    said = given if isinstance(given, str) else given.get(step.severity or "")
    return milliseconds(said) if said is not None else 0
