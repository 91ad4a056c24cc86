"""The number of values of a label that no metric of the page has: it changes nothing in the estimate, and its author believes it does.

Bad (-), good (+):
    platform: {cluster: {prometheus: {release: monitoring, series_budget: 5000}}}
    models:
      chat:
        runtime: vllm
        workload: {deployment: chat}
        scrape:
          port: http
          series:
  -         values: {finish_reason: 5}  # error
  +         values: {finished_reason: 5}
"""

from __future__ import annotations

from collections.abc import Iterator

from tocsin.catalog import is_among
from tocsin.diagnostics import did_you_mean
from tocsin.finding import Checked, Finding
from tocsin.spec.metrics import SeriesMetric


def check(checked: Checked) -> Iterator[Finding]:
    """Yield every label with a number of values that neither the runtime's pack nor the spec's own series know."""
    declared: frozenset[str] | None = None
    for each in checked.scrapes:
        for label in each.scrape.series.values:
            declared = _declared(checked) if declared is None else declared
            metrics = each.pack.metrics.values() if each.pack is not None else ()
            known = declared.union(*(metric.labels for metric in metrics))
            if not is_among(label, known):
                yield Finding(
                    message=f"no metric of `{each.at[1]}` has a label `{label}`",
                    help=did_you_mean(label, known),
                    where=checked,
                    at=(*each.at, "series", "values", label),
                    part="key",
                )


def _declared(checked: Checked) -> frozenset[str]:
    series = (metric for metric in checked.resolved.spec.metrics.values() if isinstance(metric, SeriesMetric))
    return frozenset(label for metric in series for label in metric.labels.values() if label is not None)
