"""`while:` what must hold besides for a threshold to mean anything."""

from __future__ import annotations

import math
from typing import Final, Literal

from msgspec import Struct

from tocsin import promql
from tocsin.conventions import words
from tocsin.diagnostics import did_you_mean
from tocsin.drives import Changing, Drive, Share, drive_of
from tocsin.ir import Held
from tocsin.lower.context import Context, milliseconds
from tocsin.lower.subject import Subject
from tocsin.lower.thresholds.limits import in_unit
from tocsin.lower.thresholds.window import check_reading
from tocsin.measures import Aggregation
from tocsin.section.matching import in_words
from tocsin.source import KeyPath
from tocsin.threshold import Guard, Threshold

# As near as a proof comes to a limit: no mutant of it by a tenth survives, no rounding matters.
_NEAR = 0.03
_PHRASES: Final = {">": "above", "<": "below", "==": "is"}


class Guarded(Struct, frozen=True):
    """A condition with its guards."""

    expr: promql.Expr
    held: tuple[Held, ...] | None
    """What a proof must hold for the guards; None: nobody can say what one of them is made of."""


def guarded(context: Context, subject: Subject, threshold: Threshold, expr: promql.Expr, by: tuple[str, ...], at: KeyPath) -> Guarded:
    """Return `expr` where all of the threshold's guards hold too; a guard that does not fit its metric adds a diagnostic."""
    if not threshold.while_:
        return Guarded(expr, ())
    if len(by) < len(threshold.by):
        return Guarded(expr, None)  # it lacks a label, which has been said
    labels = dict(zip(threshold.by, by, strict=True))
    found: list[Held | None] = []
    for metric, written in threshold.while_.items():
        there: KeyPath = (*at, "while", metric)
        apart = threshold.by if written.by is None else written.by
        for unknown in (each for each in apart if each not in labels):
            message = f"the guard is joined by `{unknown}`, which does not tell the value apart"
            remedy = did_you_mean(unknown, labels) if labels else "leave `by:` out"
            context.findings.add("threshold/guard-by-more", message, remedy, at=(*there, "by"))
            return Guarded(expr, None)
        # What the two are joined on is one value: where the threshold asks for some of its values, so does the guard.
        joined = {label: threshold.where[label] for label in apart if label in threshold.where}
        guard = written.model_copy(update={"where": {**joined, **written.where}})
        condition = guard_condition(context, subject, metric, guard, apart, there)
        if condition is not None:
            expr = promql.both(expr, condition[0], promql.on(*(labels[each] for each in apart)))
            found.append(condition[1])
    held = tuple(each for each in found if each is not None)
    return Guarded(expr, held if len(held) == len(found) else None)


def guards_in_words(threshold: Threshold) -> str:
    """Return what must hold besides, in words; empty when nothing must."""
    told = list[str]()
    for metric, guard in threshold.while_.items():
        op, limit = guard.bound()
        told.append(f"{words(metric)}{in_words(guard.where)} {_PHRASES[op]} {limit.text}")
    return f"while {' and '.join(told)}" if told else ""


def guard_condition(
    context: Context, subject: Subject, metric: str, guard: Guard, by: tuple[str, ...], at: KeyPath, *, usual: Aggregation | None = None
) -> tuple[promql.Expr, Held | None] | None:
    """Return the condition of a guard, and what a proof must hold for it; None, and a diagnostic, when it cannot be had.

    `usual` is how several replicas become one value where the guard does not say it.
    """
    measure = context.metrics.bind(metric, subject, where=guard.where, by=by, at=at)
    if measure is None:
        return None
    check_reading(context, subject, guard, measure, at)
    window_ms = milliseconds(guard.over) if guard.over else context.window_of(subject)
    op, limit = guard.bound()
    aggregate = guard.aggregate or usual
    value = measure.value(window=window_ms, aggregate=aggregate, low=op == "<", smooth=guard.over is not None)
    if value is None:
        context.findings.add(
            "threshold/wrong-metric-type", f"`{metric}` has no single value", "name a metric with `quantile:` or `mean:`", at=at
        )
        return None
    number = in_unit(context, limit, measure.unit, metric, at)
    if number is None:
        return None
    drive = drive_of(measure, window_ms=window_ms, aggregate=aggregate, low=op == "<", smooth=guard.over is not None)
    held = None if drive is None else _held(drive, op, number)
    return promql.Binary(op, value, promql.Number(number)), held


def _held(drive: Drive, op: Literal[">", "<", "=="], limit: float) -> Held:
    """Return a level at which the guard holds and one at which it does not: both near the limit."""
    if isinstance(drive, Share | Changing):
        drive = drive.reaching([limit])
    step = abs(limit) * _NEAR or _NEAR
    below, above = (math.ceil(limit) - 1.0, math.floor(limit) + 1.0) if drive.whole else (limit - step, limit + step)
    low, high = max(below, drive.domain[0]), min(above, drive.domain[1])
    # Of whole numbers the limit itself can be told.
    at_most, at_least = (math.floor(limit), math.ceil(limit)) if drive.whole else (low, high)
    level, against = {">": (high, at_most), "<": (low, at_least), "==": (limit, high if high != limit else low)}[op]
    return Held(drive=drive, level=level, against=against, bound=(op, limit))
