"""A total of a series that two exporters serve: a router repeats what its engines say, and the value is twice as high.

Bad (-), good (+):
    use: [vllm, vllm-production-stack]
    dashboards:
      overview:
        rows:
          Load:
  -         - "vllm:num_requests_waiting": {aggregate: sum}  # error
  +         - "vllm:num_requests_waiting": {aggregate: sum, where: {model_name: {not: ""}}}
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Final

from tocsin.catalog import series_of
from tocsin.finding import Checked, Finding
from tocsin.ir import expressions
from tocsin.promql import Aggregate, Expr, Selector, selectors, walk
from tocsin.raw import value_at
from tocsin.source import KeyPath
from tocsin.spec.metrics import ExpressionMetric

# What tells whose series it is: the scrape.
_SCRAPES: Final = frozenset({"job", "service", "endpoint", "container"})


def check(checked: Checked) -> Iterator[Finding]:
    """Yield every place that adds up the series of two packs in use; what raw expressions add up another check tells."""
    telling = _telling(checked)
    raw = {name for name, metric in checked.resolved.spec.metrics.items() if isinstance(metric, ExpressionMetric)}
    told: set[KeyPath] = set()
    for expr, at in expressions(checked.platform) if telling else ():
        if at in told or _metric(checked, at) in raw:
            continue
        for series in _doubled(expr, telling):
            told.add(at)
            packs = sorted(name for name, pack in checked.resolved.packs.items() if pack.metric_of(series) is not None)
            yield Finding(
                message=f"`{series}` is served by {' and by '.join(f'`{pack}`' for pack in packs)}, and this adds up both",
                help=f'choose one: `where: {{{min(telling[series])}: {{not: ""}}}}`, or name the model',
                where=checked,
                at=at,
                part="key",
            )


def _telling(checked: Checked) -> Mapping[str, frozenset[str]]:
    """Return the series that several packs in use serve, each with the labels that tell whose it is."""
    packs = checked.resolved.packs.values()
    served = Counter(series for pack in packs for metric in pack.metrics.values() for series in series_of(metric)) if len(packs) > 1 else {}
    found: dict[str, frozenset[str]] = {}
    for series in (series for series, many in served.items() if many > 1):
        labels = [frozenset(metric.labels) for pack in packs if (metric := pack.metric_of(series)) is not None]
        found[series] = frozenset.union(*labels) - frozenset.intersection(*labels)
    return {series: labels for series, labels in found.items() if labels}


def _metric(checked: Checked, at: KeyPath) -> object:
    """Return the metric that is asked for at a place: the key of a panel, what a threshold or target names, or its own name."""
    return getattr(value_at(checked, at), "metric", None) or (at[-1] if at else None)


def _doubled(expr: Expr, telling: Mapping[str, frozenset[str]]) -> Iterator[str]:
    for node in walk(expr):
        if isinstance(node, Aggregate) and node.op in {"sum", "avg", "count"}:
            for selector in selectors(node):
                series = selector.metric or ""
                if series in telling and not _chosen(selector, node, telling[series]):
                    yield series


def _chosen(selector: Selector, node: Aggregate, telling: frozenset[str]) -> bool:
    """Tell whether one of the two is selected, or both are kept apart."""
    named = {matcher.label for matcher in selector.matchers} | (set() if node.without else {*node.labels})
    return bool(named & (telling | _SCRAPES))
