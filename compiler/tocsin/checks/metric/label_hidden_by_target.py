"""A metric's label that has the name of a target's label: without honorLabels Prometheus stores it as `exported_<label>`.

What is pushed keeps the `job` and `instance` that it was pushed with: the Pushgateway is scraped so.

https://prometheus.io/docs/prometheus/latest/configuration/configuration/#scrape_config

Bad (-), good (+):
    metrics:
  -   latency: {series: latency_seconds, type: gauge, unit: seconds, labels: {path: endpoint}}  # error
  +   latency: {series: latency_seconds, type: gauge, unit: seconds, labels: {path: exported_endpoint}}
    models: {chat: {workload: {deployment: chat}, scrape: {port: http}, thresholds: {latency: {above: 1s, for: 5m}}}}
"""

from __future__ import annotations

from collections.abc import Iterator

from tocsin.catalog import TARGET_LABELS
from tocsin.finding import Checked, Finding
from tocsin.raw import declared

# These dimensions mean the target's own label: the workload and the address that were scraped.
_TARGET_DIMENSIONS = {"namespace", "pods", "instance", "job", "pod", "container", "service"}
# https://github.com/prometheus/pushgateway#about-the-job-and-instance-labels
_OF_A_PUSH = frozenset({"job", "instance"})


def check(checked: Checked) -> Iterator[Finding]:
    """Yield every declared label that a scrape by the operator renames."""
    scrapes = [each.scrape for each in checked.scrapes]
    if not checked.platform.cluster.operator or not scrapes or any(scrape.honor_labels for scrape in scrapes):
        return
    hidden = TARGET_LABELS - _OF_A_PUSH if any(scrape.pushed for scrape in scrapes) else TARGET_LABELS
    for metric, at, known, _ in declared(checked):
        if metric.pack is not None:
            continue
        for dimension, label in metric.labels.items():
            # Of what a pack knows, a label that the exporter does not give is the target's.
            if label in hidden and dimension not in _TARGET_DIMENSIONS and (known is None or label in known.labels):
                stored = f"so that of `{metric.series}` is stored as `exported_{label}`"
                yield Finding(
                    message=f"the operator gives every target a label `{label}`, {stored}",
                    help=f"write `{dimension}: exported_{label}`, or scrape with `honor_labels: true`",
                    where=checked,
                    at=(*at, "labels", dimension),
                )
