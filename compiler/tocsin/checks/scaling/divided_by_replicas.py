"""A latency, a share or a mean held for each replica: it is divided by their number, which it does not grow with.

Why: `per_replica:` asks for as many replicas as the value is a multiple of the target. At a p95 of 2s and a target of 1s that is 2
replicas, even when there are 5 already and 10 are needed.

Bad (-), good (+):
    platform: {cluster: {autoscaler: keda, prometheus: {release: monitoring}}}
    metrics:
      latency: {series: latency_seconds, type: histogram, unit: seconds, buckets: [100ms, 1s], labels: {model: model}}
      p95: {quantile: {of: latency, at: 0.95}}
    models:
      chat:
        workload: {deployment: chat}
        scaling:
          replicas: {min: 1, max: 3}
          targets:
  -         p95: {per_replica: 1s}  # error
  +         p95: {total: 1s}
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

from tocsin.finding import Checked, Finding
from tocsin.spec.metrics import MeanMetric, QuantileMetric, RatioMetric, ShareBelowMetric

_UNDIVIDED: Final[Mapping[type, str]] = {
    QuantileMetric: "a quantile",
    MeanMetric: "a mean",
    RatioMetric: "a ratio",
    ShareBelowMetric: "a share",
}


def check(checked: Checked) -> Iterator[Finding]:
    """Yield every target for each replica whose metric is one value of all of them together."""
    spec = checked.resolved.spec
    for each in checked.targets:
        what = _UNDIVIDED.get(type(spec.metrics.get(each.metric)))
        if what is not None and each.target.per_replica is not None:
            yield Finding(
                message=f"`{each.metric}` is {what} over all replicas, and does not grow with their number",
                help=f"write `total: {each.target.per_replica.text}`",
                where=checked,
                at=(*each.at, "per_replica"),
                part="key",
            )
