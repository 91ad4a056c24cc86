"""What the panel of an expression must know about it, found in one walk."""

from __future__ import annotations

from msgspec import Struct

from tocsin.promql import Aggregate, Call, Expr, Number, Range, Selector, walk


class Reading(Struct, frozen=True):
    """What legends and descriptions say of an expression, and what a zoom changes in it."""

    series: tuple[str, ...]
    """The names of the metrics that it reads, each once."""
    labels: tuple[str, ...]
    """What tells its values apart: the labels of its outermost aggregation."""
    quantile: float | None
    """The quantile that it computes; of a summary there are only those that somebody exports."""
    windows: tuple[int | str, ...]


def read(expr: Expr) -> Reading:
    """Return what `expr` tells.

    >>> from tocsin.promql import parse
    >>> read(parse("histogram_quantile(0.95, sum by (le, model) (rate(latency_bucket[5m])))"))
    Reading(series=('latency_bucket',), labels=('le', 'model'), quantile=0.95, windows=(300000,))
    """
    series: list[str] = []
    windows: list[int | str] = []
    labels: tuple[str, ...] | None = None
    quantile: float | None = None
    for node in walk(expr):
        if type(node) is Selector:  # which takes a third of the time of isinstance here
            if node.metric is not None:
                series.append(node.metric)
        elif type(node) is Aggregate:
            labels = node.labels if labels is None else labels
        elif type(node) is Range:
            windows.append(node.window)
        elif type(node) is Call and node.function == "histogram_quantile" and quantile is None:
            quantile = node.args[0].value if isinstance(node.args[0], Number) else None
    return Reading(series=tuple(dict.fromkeys(series)), labels=labels or (), quantile=quantile, windows=tuple(windows))
