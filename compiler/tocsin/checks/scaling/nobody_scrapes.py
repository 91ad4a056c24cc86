"""An autoscaler on a metric of the model's own, and nobody scrapes the model: there is never an answer, and nothing is scaled.

Why: what a runtime serves, only the model has. A metric that the spec declares may be another's, so it is told only where nothing at all is
scraped, and no label or `where` says whose it is. When somebody else does serve it, say so: `own: false`, or a component with a scrape.

Bad (-), good (+):
    models:
      chat:
        runtime: vllm
        workload: {deployment: chat}
  +     scrape: {job: vllm-pods}
        scaling:
          replicas: {min: 1, max: 3}
          targets: {"vllm:num_requests_waiting": {per_replica: 5}}  # error
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from tocsin.finding import Checked, Finding
from tocsin.raw import OWN_SERIES, declared_of_nobody, recorded
from tocsin.source import KeyPath
from tocsin.spec.metrics import SeriesMetric
from tocsin.spec.models import Component, Model

FROM_ABSENCE: Final = "estate"


def check_all(estate: Sequence[Checked]) -> Iterator[Finding]:
    """Yield every target that only the model itself serves, of a model without a scrape."""
    scraped = any(checked.scrapes for checked in estate)
    made = {series for checked in estate if not scraped for series in recorded(checked.platform)} | OWN_SERIES
    for checked in estate:
        for each in checked.targets:
            if each.subject.scrape is not None:
                continue
            series = _of_its_runtime(checked, each.subject, each.metric)
            if series is not None:
                yield _finding(checked, each.at, f"`{series}` is served by `{each.at[1]}` itself, and nothing scrapes it")
                continue
            series = None if scraped else _declared(checked, each.metric)
            if series is not None and series not in made:
                yield _finding(checked, each.at, f"nobody has `{series}`: nothing here is scraped")


def _of_its_runtime(checked: Checked, subject: Model | Component, name: str) -> str | None:
    """Return the series of the metric `name` when the runtime of `subject` serves it."""
    pack = checked.resolved.packs.get(subject.runtime or "")
    metric = checked.resolved.spec.metrics.get(name)
    series = metric.series if isinstance(metric, SeriesMetric) else name if metric is None else ""
    return series if pack is not None and pack.metric_of(series) is not None else None


def _declared(checked: Checked, name: str) -> str | None:
    """Return the series of the metric `name`, which its spec declares and says nothing of whose it is."""
    metric = checked.resolved.spec.metrics.get(name)
    return metric.series if isinstance(metric, SeriesMetric) and declared_of_nobody(checked, metric.series) else None


def _finding(checked: Checked, at: KeyPath, message: str) -> Finding:
    remedy = "add `scrape: {port: …}`, or name the job that does it already: `scrape: {job: …}`"
    return Finding(message=message, help=remedy, where=checked, at=at, part="key")
