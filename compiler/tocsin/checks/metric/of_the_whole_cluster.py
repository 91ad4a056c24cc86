"""An exporter's metric that has no label by which a model could have series of its own: its alert is about everything in the cluster.

Each of two models would be called for the other's nodes. What belongs to nobody stands in a component, once.

Bad (-), good (+):
  - use: [node-exporter]
  - models:
  -   chat:
  -     workload: {deployment: chat}
  + models: {chat: {workload: {deployment: chat}}}
  + components:
  +   nodes:
  +     runtime: node-exporter
  +     defaults: false
  +     scrape: {job: node-exporter, namespace: monitoring}
        thresholds:
          node_load1: {above: 16, by: [instance], for: 10m}  # error
"""

from __future__ import annotations

from collections.abc import Iterator

from tocsin.finding import Checked, Finding
from tocsin.ir import expressions
from tocsin.promql import selectors
from tocsin.source import KeyPath
from tocsin.spec.metrics import ExpressionMetric, SeriesMetric


def check(checked: Checked) -> Iterator[Finding]:
    """Yield every threshold, objective and target of a model that reads all series of a metric of a pack."""
    metrics, packs = checked.resolved.spec.metrics, checked.resolved.packs
    meant = {metric.series for metric in metrics.values() if isinstance(metric, SeriesMetric) and not metric.own}
    told: set[KeyPath] = set()
    for expr, at in expressions(checked.platform) if packs else ():
        if at[:1] != ("models",) or at in told:
            continue
        unscoped = {each.metric for each in selectors(expr) if each.metric is not None and not each.matchers} - meant
        found = sorted(series for series in unscoped if any(pack.metric_of(series) is not None for pack in packs.values()))
        if found and not isinstance(metrics.get(_asked(checked, at)), ExpressionMetric):
            told.add(at)
            yield Finding(
                message=f"`{found[0]}` has no label that tells which are of `{at[1]}`: this reads all of the cluster",
                help="ask for it in a component, or say which with `where:`; where all are meant, declare it with `own: false`",
                where=checked,
                at=at,
                part="key",
            )


def _asked(checked: Checked, at: KeyPath) -> str:
    """Return the metric that a threshold, an objective or a target at `at` is about."""
    model = checked.resolved.spec.models.get(str(at[1]))
    threshold = model.thresholds.get(str(at[-1])) if model is not None else None
    return (threshold.metric if threshold is not None else None) or str(at[-1])
