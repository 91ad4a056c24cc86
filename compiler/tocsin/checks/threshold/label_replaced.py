"""A label by which an expression tells its values apart, and which the alert has itself: all of them look as if they were of one.

Prometheus gives the alert's own label in place of the sample's, and evaluates nothing where two alerts become the same by it.
https://prometheus.io/docs/prometheus/latest/configuration/alerting_rules/

Bad (-), good (+):
    metrics:
      jobs: {series: failed_jobs, type: gauge}
      failed: {expr: 'sum by (namespace) (failed_jobs)', unit: jobs, unproved: its exporter is somebody else's}
    components:
      batch:
        thresholds:
  -       failed: {above: 3, for: 5m}  # error
  +       failed: {above: 3, for: 5m, by: [namespace]}
"""

from __future__ import annotations

from collections.abc import Iterator

from tocsin.conventions import COMPONENT_LABEL, NAMESPACE_LABEL
from tocsin.finding import Checked, Finding
from tocsin.promql import output_labels
from tocsin.section.naming import TAKEN_LABELS
from tocsin.spec.metrics import ExpressionMetric


def check(checked: Checked) -> Iterator[Finding]:
    """Yield every label that an expression groups by, and that an alert on it has with one value."""
    metrics = checked.resolved.spec.metrics
    raw = {each.at for each in checked.thresholds if isinstance(metrics.get(each.metric), ExpressionMetric)}
    for alert in checked.alerts if raw else ():
        threshold = alert.at[:4]
        labels = output_labels(alert.value)
        if threshold not in raw or labels.only is None:
            continue
        for label in sorted(labels.only & alert.labels.keys()):
            value = alert.labels[label]
            if labels.fixed.get(label) != value:
                message = f"`{label}` tells the values of the expression apart, and is `{value}` on every alert"
                yield Finding(message=message, help=_remedy(label, value), where=checked, at=threshold, part="key")


def _remedy(label: str, value: str) -> str:
    if label == NAMESPACE_LABEL:
        return f"add it to `by:`: `by: [{label}]`"
    if label in TAKEN_LABELS or label == COMPONENT_LABEL:
        return f'take its own series, with `{label}="{value}"`, or do not group by `{label}`'
    return f"give the label `{label}` of the alert another name"
