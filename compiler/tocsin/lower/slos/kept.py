"""Objectives on time: for which share of it a limit was kept, of any metric that a threshold could watch.

Whether it is kept is recorded as 1 or 0 at every evaluation, and these samples are the events: what Sloth's users ask for as slices of
time, https://github.com/slok/sloth/issues/301, and OpenSLO calls so. While the metric has no value, as a share of no requests, the
time is neither good nor bad.
"""

from __future__ import annotations

import math

from tocsin import promql, units
from tocsin.conventions import LIMIT_KEPT, words
from tocsin.ir import Recording
from tocsin.lower.context import Context
from tocsin.lower.slos.objective import Objective
from tocsin.lower.subject import Subject
from tocsin.lower.thresholds import Condition, condition_of, guarded
from tocsin.measures import Age, Difference, Measure, Quantile, Raw, Samples, Series
from tocsin.source import KeyPath
from tocsin.spec.slos import LIMITED_BY
from tocsin.threshold import Threshold
from tocsin.threshold.limit import Bound, Step
from tocsin.thresholds import quantile, stale, static
from tocsin.units import MOMENTS, Quantity


class Kept(Samples, frozen=True, kw_only=True):
    """Moments at which a limit was kept or not, which are the events of an objective on time."""

    rule: Recording
    """Records them."""
    beyond: str
    """What is the case at the bad ones, in words: `latency p95 was above 500ms`."""
    exported: Series | None
    """The series without which there are none; None: it comes and goes with what it counts."""
    unproved: str
    """Why nobody says what the metric is made of, in its author's words."""


def kept(context: Context, subject: Subject, objective: Objective, metric: str, bound: Bound) -> Kept | None:
    """Return the moments at which `metric` is beyond `bound` or not; None, and a diagnostic, when it cannot be asked."""
    read = _threshold(context, subject, objective, metric, bound)
    if read is None:
        return None
    threshold, step = read
    found = condition_of(context, subject, objective.name, threshold, step, objective.at)
    if found is None:
        return None
    by = found.measure.by
    own = objective.for_each(by)
    state = Series(metric=LIMIT_KEPT, type="gauge", base=units.UNITS["bool"], matchers=own.recorded(LIMIT_KEPT).matchers, by=by)
    told = guarded(context, subject, threshold, _while_kept(found), by, objective.at)
    rule = Recording(record=LIMIT_KEPT, expr=told.expr, labels=own.labels, at=objective.at, proof=found.proof)
    beyond = f"{words(metric)} {found.reading.title}".rstrip() + f" was {found.said}"
    unproved = found.measure.unproved if isinstance(found.measure, Raw) else ""
    exported = None if threshold.while_ else _exported(found.measure)
    return Kept(state=state, rule=rule, beyond=beyond, exported=exported, unproved=unproved)


def _threshold(context: Context, subject: Subject, objective: Objective, metric: str, bound: Bound) -> tuple[Threshold, Step] | None:
    """Return the threshold that is crossed while the limit is not kept, and its step."""
    spec, at = objective.spec, objective.at
    measure = context.metrics.bind(metric, subject, where=spec.where, by=spec.by, at=(*at, "metric"))
    if measure is None or not _askable(context, measure, metric, bound, at):
        return None
    step = Step(severity=None, bounds=(bound,), path=(LIMITED_BY[bound.op],))
    above, below = spec.not_above, spec.not_below
    threshold: Threshold
    if spec.quantile is not None:
        threshold = quantile.Kind.model_construct(above=above, below=below, quantile=spec.quantile, interpolate=spec.interpolate)
    elif _is_moment(measure) and above is not None:
        threshold = stale.Kind.model_construct(stale=above)
    else:
        threshold = static.Kind.model_construct(above=above, below=below)
    shared = {"metric": metric, "where": spec.where, "by": spec.by, "at_least": spec.at_least, "while_": spec.while_}
    return threshold.model_copy(update=shared), step


def _askable(context: Context, measure: Measure, metric: str, bound: Bound, at: KeyPath) -> bool:
    """Tell whether it can be known of a metric when it keeps a limit; why not is said."""
    if _is_moment(measure) and bound.op == "<":
        message = f"`{metric}` is a point in time, of which nobody asks that it be long ago"
        context.findings.add("slo/no-limit", message, "write `not_above:` and how long ago it may be", at=(*at, "not_below"), part="key")
        return False
    if _is_moment(measure) and isinstance(bound.limit, Quantity) and bound.limit.amount <= 0:
        message = f"nothing is less than no time ago, so `{bound.limit.text}` is never kept"
        context.findings.add("threshold/impossible-limit", message, "write more than 0", at=(*at, "not_above"))
        return False
    if measure.unit.name == "bool":
        message, key = f"`{metric}` is 1 when all is well and 0 when not, which needs no limit", LIMITED_BY[bound.op]
        context.findings.add("slo/no-limit", message, f"remove `{key}:`", at=(*at, key), part="key")
        return False
    if isinstance(measure, Series) and measure.type == "counter" and bound.op == ">":
        message = f"`{metric}` is a counter, which is not there before it counts: nobody knows then that the limit is kept"
        remedy = f"define a share of it, `ratio: {{of: {metric}, to: ...}}`, and name that: of something that there always is"
        context.findings.add("slo/wrong-metric-type", message, remedy, at=(*at, "metric"))
        return False
    return True


def _is_moment(measure: Measure) -> bool:
    return isinstance(measure, Series) and measure.base.name in MOMENTS


def _while_kept(found: Condition) -> promql.Expr:
    """Return 1 while the limit is kept, and 0 while it is not."""
    (op, limit), value = found.limits[0], found.reading.value
    if _may_be_no_number(found.measure):
        value = promql.compare(">", value, -math.inf)
    state = promql.compare("<=" if op == ">" else ">=", value, limit, as_bool=True)
    by = found.measure.by
    return state if promql.output_labels(state).only == frozenset(by) else promql.aggregate("min", by, state)


def _may_be_no_number(measure: Measure) -> bool:
    """Tell whether a value may be NaN, which compares with nothing: a quantile of no observations is, and so may be what is exported."""
    match measure:
        case Series():
            return measure.type != "counter" and not _is_moment(measure)
        case Difference() | Quantile() | Raw():
            return True
        case _:
            return False


def _exported(measure: Measure) -> Series | None:
    series = measure.happened if isinstance(measure, Age) else measure
    return series if isinstance(series, Series) and series.type in {"gauge", "untyped"} else None
