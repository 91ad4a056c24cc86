"""What a threshold says that cannot work, or not as its author thinks."""

from __future__ import annotations

from itertools import pairwise

from tocsin.duration import format_duration
from tocsin.lower.context import SCRAPES_PER_WINDOW, Context
from tocsin.measures import Measure, Raw, Series
from tocsin.source import Route
from tocsin.threshold import Step, Threshold
from tocsin.units import Quantity
from tocsin.versions import supported


def check(context: Context, threshold: Threshold, measure: Measure, at: Route, *, window_ms: int) -> None:
    """Say what is unsound about `threshold` on `measure`."""
    _window(context, threshold, measure, at, window_ms)
    _order(context, threshold.steps(), at)
    if threshold.keep_firing_for and not supported("prometheus/keep_firing_for", context.prometheus):
        message = f"Prometheus {context.prometheus} does not know `keep_firing_for`"
        remedy = "remove it, or raise `platform.cluster.prometheus.version`"
        context.findings.add("threshold/needs-newer-prometheus", message, remedy, at=(*at, "keep_firing_for"))
    if isinstance(measure, Raw):
        for key in ("aggregate", "over"):
            if getattr(threshold, key) is not None:
                message = f"`{key}` cannot change an expression that its author wrote"
                context.findings.add(
                    "threshold/expression-fixed", message, f"remove `{key}`, and write it into the metric's `expr:`", at=(*at, key)
                )


def _window(context: Context, threshold: Threshold, measure: Measure, at: Route, window_ms: int) -> None:
    least_ms = SCRAPES_PER_WINDOW * context.scrape_ms
    gauge = isinstance(measure, Series) and measure.type in {"gauge", "untyped"}
    if threshold.over and window_ms < least_ms and not gauge:
        message = f"a window of {threshold.over} holds fewer than {SCRAPES_PER_WINDOW} scrapes"
        remedy = f"use at least `{format_duration(least_ms)}`: one lost scrape then still leaves a rate"
        context.findings.add("threshold/window-too-short", message, remedy, at=(*at, "over"))


def _order(context: Context, steps: tuple[Step, ...], at: Route) -> None:
    """Say where a graver severity is easier to reach: it would hide the lesser one."""
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
