"""A target beyond what a share can be: it is never reached, so that the fewest replicas are all that there ever are.

A ratio is at most 1, a percentage at most 100; their mean over the replicas, and the highest of them, is no more.

Bad (-), good (+):
    platform: {cluster: {autoscaler: keda, prometheus: {release: monitoring}}}
    metrics: {cache: {series: cache_usage_ratio, type: gauge, unit: ratio, labels: {model: model}}}
    models:
      chat:
        workload: {deployment: chat}
        scaling:
          replicas: {min: 1, max: 3}
          targets:
  -         cache: {per_replica: 80}  # error
  +         cache: {per_replica: 80%}
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from tocsin.finding import Checked, Finding
from tocsin.spec.metrics import RatioMetric, ShareBelowMetric

_GREATEST: Final = {"ratio": 1.0, "percent": 100.0}


def check(checked: Checked) -> Iterator[Finding]:
    """Yield every target that is as high as, or higher than, the metric can be."""
    metrics = {metric.name: metric for metric in checked.platform.metrics}
    named = {(*each.at[:2], each.at[-1]): each.metric for each in checked.targets}
    for autoscaler in checked.platform.autoscalers:
        for target in autoscaler.metrics:
            # The name that prometheus-adapter serves it by is another.
            name = named.get((*target.at[:2], target.at[-1])) or str(target.at[-1])
            metric, made = metrics.get(name), checked.resolved.spec.metrics.get(name)
            unit = metric.unit.name if metric is not None and metric.type == "gauge" else ""
            if isinstance(made, ShareBelowMetric) or (isinstance(made, RatioMetric) and made.ratio.to is None):
                unit = "ratio"
            greatest = _GREATEST.get(unit)
            if greatest is not None and target.number >= greatest:
                yield Finding(
                    message=f"`{name}` is at most {greatest:g}, so that {target.number:g} is never exceeded and nothing is ever scaled up",
                    help="write a share below all: `80%`",
                    where=checked,
                    at=target.at,
                    part="key",
                )
