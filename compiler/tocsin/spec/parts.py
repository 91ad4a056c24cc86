"""What a metric of a spec is made of."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping

from tocsin.spec.metrics import (
    AgeMetric,
    ChangesMetric,
    DifferenceMetric,
    MeanMetric,
    Metric,
    QuantileMetric,
    QuotientMetric,
    RatioMetric,
    SeriesMetric,
    ShareBelowMetric,
)
from tocsin.spec.prices import CostMetric


def made_of(names: Iterable[str], metrics: Mapping[str, Metric]) -> tuple[str, ...]:
    """Return the names of metrics and of all that these are made of, each once; a name that is none of `metrics` is that of a series.

    What a raw expression reads is not among them: its conditions are its own.
    """
    found: dict[str, None] = {}
    wanted = [*names]
    while wanted:
        name = wanted.pop(0)
        if name not in found:
            found[name] = None
            wanted += _parts(metrics.get(name))
    return tuple(found)


def series_of(names: Iterable[str], metrics: Mapping[str, Metric]) -> tuple[str, ...]:
    """Return the series that metrics are made of, each once."""
    found: dict[str, None] = {}
    for name in made_of(names, metrics):
        metric = metrics.get(name)
        if metric is None or isinstance(metric, SeriesMetric):
            found[name if metric is None else metric.series] = None
    return tuple(found)


def named(given: str | tuple[str, ...] | None) -> tuple[str, ...]:
    """Return one name, several or none as a tuple."""
    return (given,) if isinstance(given, str) else given or ()


def _parts(metric: Metric | None) -> Collection[str]:
    match metric:
        case RatioMetric(ratio=ratio):
            return (*named(ratio.of), *named(ratio.to))
        case ShareBelowMetric(share_below=edge):
            return (edge.metric,)
        case MeanMetric(mean=part) | AgeMetric(age=part):
            return (part,)
        case DifferenceMetric(difference=difference):
            return (difference.of, difference.minus)
        case QuotientMetric(quotient=quotient):
            return (quotient.of, quotient.per)
        case QuantileMetric(quantile=made) | ChangesMetric(changes=made):
            return (made.of,)
        case CostMetric(cost=cost):
            return (cost.of, *named(cost.per))
        case _:
            return ()
