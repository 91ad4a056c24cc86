"""The drive that fits a measure."""

from __future__ import annotations

from tocsin import measures
from tocsin.drives.changes import Changing
from tocsin.drives.difference import Difference
from tocsin.drives.drive import Drive
from tocsin.drives.expression import Expression
from tocsin.drives.native import NativeMean, NativeQuantile, NativeShare
from tocsin.drives.observations import Mean, Quantile, ShareUnder
from tocsin.drives.quotient import Quotient
from tocsin.drives.shares import Share
from tocsin.drives.values import Age, Counter, Gauge
from tocsin.measures import Aggregation, Measure, Series
from tocsin.promql import Matcher


def drive_of(  # noqa: C901, PLR0912  # a row for each measure
    measure: Measure, *, window_ms: int, aggregate: Aggregation | None = None, low: bool = False, smooth: bool = False
) -> Drive | None:
    """Return what drives the value that `measure.value` reads with the same arguments; None when nobody can say what it is made of."""
    match measure:
        case Series(type="counter"):
            return Counter(series=measure, window_ms=window_ms)
        case Series(type="gauge" | "untyped"):
            worst = aggregate or ("min" if low else "max")
            state = measure.base.name == "bool" and not smooth and worst in {"min", "max"}
            return Gauge(series=measure, aggregate=worst, window_ms=window_ms if smooth else 0, two_valued=state)
        case measures.Quantile():
            return quantile_of(measure.histogram, measure.at, window_ms=window_ms, low=low)
        case measures.ShareBelow():
            kind = NativeShare if measure.histogram.native else ShareUnder
            return kind(histogram=measure.histogram, edge=measure.edge, window_ms=window_ms, floor=measure.floor)
        case measures.Mean():
            mean = NativeMean if measure.histogram.native else Mean
            return mean(histogram=measure.histogram, window_ms=window_ms, floor=measure.floor)
        case measures.Ratio():
            return Share(of=measure.of, to=measure.to, complement=measure.complement, floor=measure.floor, window_ms=window_ms)
        case measures.Quotient():
            return Quotient(of=measure.of, per=measure.per, floor=measure.floor, window_ms=window_ms)
        case measures.Cost():
            return Quotient(of=measure.of, per=measure.per, floor=measure.floor, window_ms=window_ms, factor=measure.usd * measure.factor)
        case measures.Age():
            return Age(series=measure.happened, aggregate=aggregate or "max")
        case measures.Changes():
            return Changing(series=measure.series, within_ms=measure.within_ms, aggregate=aggregate or ("min" if low else "max"))
        case measures.Difference():
            left, right = (
                drive_of(side, window_ms=window_ms, aggregate=aggregate, low=low, smooth=smooth) for side in (measure.left, measure.right)
            )
            return None if left is None or right is None else Difference(left=left, right=right)
        case measures.Raw() if measure.given:
            return Expression(expr=measure.expr, given=measure.given, by_labels=measure.by, two_valued=measure.unit.name == "bool")
        case _:
            return None


def quantile_of(series: Series, quantile: float, *, window_ms: int, low: bool = False) -> Drive:
    """Return what drives a quantile of a histogram or summary."""
    if series.type == "summary":
        told = Matcher("quantile", "=", format(quantile, "g"))
        return Gauge(series=series, aggregate="min" if low else "max", more=(told,), least=0.0)
    kind = NativeQuantile if series.native else Quantile
    return kind(histogram=series, quantile=quantile, window_ms=window_ms, floor=series.floor)
