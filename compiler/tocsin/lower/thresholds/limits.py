"""Limits: a number in the metric's unit or another metric, and the condition in words."""

from __future__ import annotations

from decimal import Decimal

from msgspec import Struct

from tocsin import promql, units
from tocsin.conventions import words
from tocsin.diagnostics import Remedy
from tocsin.drives import Drive, drive_of
from tocsin.duration import format_duration
from tocsin.ir import Held, Proof
from tocsin.lower.context import Context
from tocsin.lower.subject import Subject
from tocsin.measures import Measure
from tocsin.promql.ast import COMPARISONS
from tocsin.source import KeyPath
from tocsin.spec.metrics import SeriesMetric
from tocsin.threshold import Reading, Threshold
from tocsin.threshold.limit import Bound, OtherMetric
from tocsin.units import MOMENTS, Quantity, Unit

_PHRASES = {">": "above", ">=": "at or above", "<": "below", "<=": "at or below", "==": "equal to"}
# Where a proof holds a metric that is a limit: at half of a share, at any number of what has no greatest value.
_HALF, _ANY = 0.5, 40.0
# Of many, the sum or number of what is true.
_OF_MANY = {"sum", "count"}
_TRUTH = {Decimal(0): "false", Decimal(1): "true"}


class Limit(Struct, frozen=True):
    """What a value is compared with, and the condition in words."""

    expr: promql.Expr
    condition: str
    text: str
    """The limit alone: `100ms`."""
    held: Held | None = None
    """What is compared with, when it is another metric, and where a proof holds it."""


class Condition(Struct, frozen=True, kw_only=True):
    """When a step of a threshold is crossed."""

    measure: Measure
    reading: Reading
    expr: promql.Expr
    limits: tuple[tuple[str, float], ...]
    """Comparison operators and numbers; a limit that is another metric is none."""
    said: str
    """In words: `above 100ms`."""
    limit: str
    proof: Proof | None


def low_is_bad(bound: Bound) -> bool:
    """Tell whether the lowest replica is the worst: also where a gauge must not be 0, for it is at its lowest then."""
    return bound.op in {"<", "<="} or (bound.op == "==" and isinstance(bound.limit, Quantity) and bound.limit.amount <= 0)


def limit_of(
    context: Context, subject: Subject, threshold: Threshold, bound: Bound, reading: Reading, metric: str, at: KeyPath, *, window_ms: int
) -> Limit | None:
    """Return the limit of `bound`; None, and a diagnostic at `at`, when it does not fit the metric."""
    if isinstance(bound.limit, OtherMetric):
        return _other(context, subject, threshold, bound, reading, metric, at, window_ms=window_ms)
    number = in_unit(context, bound.limit, reading.unit, metric, at)
    if number is None:
        return None
    if reading.unit.name == "bool" and threshold.aggregate not in _OF_MANY:
        _tell_apart(context, bound, number, metric, at)
    text = _shown(bound.limit, reading.unit)
    return Limit(promql.Number(number), _condition(bound.op, bound.limit, reading.unit, text), text)


def _tell_apart(context: Context, bound: Bound, number: float, metric: str, at: KeyPath) -> None:
    """Say where a limit does not part 0 from 1, which is all that the metric can be."""
    holds = {COMPARISONS[bound.op](value, number) for value in (0, 1)}
    if len(holds) == 1:
        said = f"`{metric}` is either 0 or 1, so `{bound.op} {number:g}` {'always' if holds == {True} else 'never'} holds"
        context.findings.add("threshold/impossible-limit", said, "write `equals: 0` or `equals: 1`", at=at)


def in_unit(context: Context, quantity: Quantity, unit: Unit, metric: str, at: KeyPath) -> float | None:
    """Return `quantity` in `unit`; None, and a diagnostic, when it measures something else."""
    number = units.convert(quantity, unit)
    if unit.name in MOMENTS and quantity.dimension == "time":
        message = f"`{metric}` is a point in time, `{quantity.text}` is how long"
        remedy = f"write `stale: {quantity.text}`, or name a metric that is its `age:`"
        context.findings.add("threshold/unit-mismatch", message, remedy, at=at)
        return None
    if number is None:
        message = f"`{metric}` is in {unit.name.replace('_', ' ')}, `{quantity.text}` is {units.kind_of(quantity)}"
        declared = context.resolved.spec.metrics.get(metric)
        unsaid = isinstance(declared, SeriesMetric) and declared.unit is None and unit.name == "count"
        remedy = f"declare the metric's `unit:`, or {_remedy(quantity, unit)}" if unsaid else _remedy(quantity, unit)
        context.findings.add("threshold/unit-mismatch", message, remedy, at=at)
    return number


def _remedy(quantity: Quantity, unit: Unit) -> str:
    # 0.95 may be meant as 95%, 95 can only be that.
    if quantity.dimension is None and unit.dimension == "percent" and quantity.amount > 1:
        return Remedy(f"write `{quantity.text}%`", given=quantity.text, instead=f"{quantity.text}%")
    if quantity.dimension is None and unit.dimension in {"rate", "currency_rate"}:
        return f"write {units.example_of(unit)}; how many within a time is `increase: {{above: {quantity.text}, over: 1h}}`"
    return f"write {units.example_of(unit)}"


def traffic_remedy(given: Quantity, window_ms: int) -> str:
    """Return what to write for a least traffic that is no rate: so many within the window are so many of the longest time that it holds."""
    usual = "write a rate, for example `at_least: 1/s`"
    if given.dimension is not None or given.amount <= 0:
        return usual
    name, long_ms = next((name, each) for name, each in _TIMES.items() if each <= window_ms or name == "s")
    rate = f"{float(given.amount) * long_ms / window_ms:g}/{name}"
    return f"write a rate: {given.text} within the window of {format_duration(window_ms)} is `at_least: {rate}`"


def _level(limit: Drive, value: Drive | None) -> float:
    """Return where a proof holds a metric that is a limit: of a quantile where its buckets can tell it."""
    edges: tuple[float, ...] = getattr(value, "edges", ())
    return edges[0] if edges else _HALF if limit.domain[1] == 1 else _ANY


_TIMES = {"d": 86_400_000, "h": 3_600_000, "m": 60_000, "s": 1000}


def _condition(op: str, quantity: Quantity, unit: Unit, text: str) -> str:
    """Return a condition in words: `above 100ms`, `false`; `text` is the quantity in words."""
    if unit.name == "bool" and op == "==" and quantity.amount in _TRUTH:
        return _TRUTH[quantity.amount]
    # A distance has no side: `above 3 deviations below the mean` would be read as too much.
    return f"{'more than' if unit.name == 'deviations' and op == '>' else _PHRASES[op]} {text}"


def _shown(quantity: Quantity, unit: Unit) -> str:
    """Return a limit in its author's words, but a bare share as a percentage and a temperature with its sign, as the value beside it is."""
    if quantity.dimension is None and unit.dimension == "ratio":
        return units.show(float(quantity.amount), unit)
    if quantity.dimension == "temperature":
        return f"{quantity.text.rstrip('°C')}°C"
    return quantity.text if quantity.dimension is not None else f"{quantity.text}{unit.suffix}"


def _other(  # as `limit_of`
    context: Context, subject: Subject, threshold: Threshold, bound: Bound, reading: Reading, metric: str, at: KeyPath, *, window_ms: int
) -> Limit | None:
    assert isinstance(bound.limit, OtherMetric)  # noqa: S101  # by its only caller
    name, there = bound.limit.metric, (*at, "metric")
    measure = context.metrics.bind(name, subject, where=threshold.where, by=threshold.by, at=there)
    if measure is None:
        return None
    value = measure.value(window=window_ms, aggregate=threshold.aggregate, low=not low_is_bad(bound))
    if value is None or (measure.unit.dimension, measure.unit.scale) != (reading.unit.dimension, reading.unit.scale):
        message = f"`{metric}` is in {reading.unit.name.replace('_', ' ')}, `{name}` in {measure.unit.name.replace('_', ' ')}"
        context.findings.add("threshold/unit-mismatch", message, "compare metrics of one unit", at=there)
        return None
    drive = drive_of(measure, window_ms=window_ms, aggregate=threshold.aggregate, low=not low_is_bad(bound))
    held = None if drive is None else Held(drive=drive, level=_level(drive, reading.drive))
    return Limit(value, f"{_PHRASES[bound.op]} {words(name)}", words(name), held)
