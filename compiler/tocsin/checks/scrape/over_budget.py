"""More series than the budget allows: Prometheus keeps each of them in memory, and one model can fill it.

A histogram has a series for each bucket, its sum and its count, for every combination of label values, on every replica. The estimate is a
lower bound: of a label whose values `series: {values: …}` does not say, one is reckoned with.
https://prometheus.io/docs/practices/instrumentation/#do-not-overuse-labels

Bad (-), good (+):
    metrics:
      latency:
        series: latency_seconds
        type: histogram
        unit: seconds
        buckets: [10ms, 100ms, 1s]
        labels: {model: model, path: path}
    models:
      chat:
        workload: {deployment: chat, replicas: 4}
        scrape:
          port: http
  -       series: {budget: 500, values: {path: 40}}  # error
  +       series: {budget: 1000, values: {path: 40}}
        thresholds: {latency: {quantile: 0.9, above: 100ms, for: 5m}}
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from math import prod
from typing import Final

from msgspec import Struct

from tocsin.finding import Checked, Finding
from tocsin.finding.placed import PlacedScrape
from tocsin.regex.patterns import matches
from tocsin.spec.metrics import SeriesMetric
from tocsin.spec.models import Component, Model
from tocsin.wording import counted

# With +Inf, sum and count; what the client libraries have when nobody says more. https://prometheus.github.io/client_python/instrumenting/histogram/
_USUAL_BUCKETS: Final = 14


class _Served(Struct, frozen=True):
    """A metric of the page: its type, its labels, and how many bucket edges it has."""

    type: str
    labels: frozenset[str]
    edges: int


def check(checked: Checked) -> Iterator[Finding]:
    """Yield every scrape that surely brings more series than it may."""
    usual = checked.resolved.spec.platform.cluster.prometheus.series_budget
    replicas = {autoscaler.at[:2]: autoscaler.maximum for autoscaler in checked.platform.autoscalers}
    for each in checked.scrapes:
        asked, workload = each.scrape.series, each.subject.workload
        budget = asked.budget or usual
        if budget is None:
            continue
        many = replicas.get(each.at[:2]) or (workload.replicas if workload is not None else None) or 1
        counts = {name: many * _series(metric, asked.values) for name, metric in _page(checked, each)}
        total = sum(counts.values())
        if total > budget:
            most = max(sorted(counts), key=lambda name: counts[name])
            yield Finding(
                message=f"at least {total:,} series of {counted(len(counts), 'metric')} on {counted(many, 'replica')}, {budget:,} may be",
                help=f"`drop:` what nobody reads; `{most}` alone has {counts[most]:,}",
                where=checked,
                at=(*each.at, "series"),
                part="key" if "series" in each.scrape.model_fields_set else "value",
            )


def _series(metric: _Served, values: Mapping[str, int]) -> int:
    """Return how many series a metric has on one replica, at the least."""
    parts = {"histogram": metric.edges + 3, "summary": 2}.get(metric.type, 1)
    return parts * prod(values.get(label, 1) for label in metric.labels)


def _page(checked: Checked, scraped: PlacedScrape) -> Iterator[tuple[str, _Served]]:
    """Yield the metrics that the page of what is `scraped` serves and that are stored."""
    found: dict[str, _Served] = {}
    if scraped.pack is not None:
        releases = scraped.pack.releases
        for name, metric in scraped.pack.metrics.items():
            if metric.default in {None, "exported"} and (releases is None or releases.presence(metric) == "always"):
                found[name] = _Served(metric.type, frozenset(metric.labels), len(metric.buckets) or _USUAL_BUCKETS)
    for own in _own(checked, scraped.subject):
        labels = frozenset(label for label in own.labels.values() if label is not None)
        known = found.get(own.series)
        edges = len(own.buckets) or (known.edges if known is not None else _USUAL_BUCKETS)
        found[own.series] = _Served(own.type or (known.type if known else "gauge"), labels | (known.labels if known else labels), edges)
    for name, served in found.items():
        stored = {"histogram": "_bucket", "summary": "_sum"}.get(served.type, "")
        if not any(matches(pattern, name + stored) for pattern in scraped.scrape.drop):
            yield name, served


def _own(checked: Checked, subject: Model | Component) -> Iterable[SeriesMetric]:
    """Return the series that the spec declares without a pack, and that `subject` is watched or scaled by."""
    targets = subject.scaling.targets if subject.scaling is not None else {}
    named = [threshold.metric or name for name, threshold in subject.thresholds.items()]
    named += [getattr(target, "metric", None) or name for name, target in targets.items()]
    named += [metric for slo in subject.slos.values() for metric in slo.metrics]
    declared = (checked.resolved.spec.metrics.get(name) for name in dict.fromkeys(named))
    packs = {name for name in checked.resolved.packs if name != subject.runtime}
    found = (each for each in declared if isinstance(each, SeriesMetric) and each.pack not in packs)
    return [each for each in found if not any(checked.resolved.packs[name].metric_of(each.series) for name in packs)]
