"""An autoscaler that asks where several clusters answer, and not for its own: it gets replicas for the load of all of them.

A Thanos Querier and Mimir add up what is asked of every cluster that sends to them. What tells clusters apart there are the external
labels of each Prometheus, which its own series do not bear when it is asked itself.
https://thanos.io/tip/components/query.md/, https://keda.sh/docs/latest/scalers/prometheus/ (`serverAddress`)

Bad (-), good (+):
    platform:
      cluster:
        autoscaler: keda
        prometheus:
          release: monitoring
          ruler: thanos
          rule_labels: {ruler: thanos}
          series_labels: {cluster: eu-1}
          address: "http://thanos-query.monitoring.svc:9090"  # error
  +       address_labels: {cluster: eu-1}
    metrics: {queue: {series: gateway_queue_depth, type: gauge, unit: requests, labels: {model: model}}}
    models:
      chat: {workload: {deployment: chat}, scaling: {replicas: {min: 1, max: 3}, targets: {queue: {per_replica: 5}}}}
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from tocsin.finding import Checked, Finding

_SEVERAL: Final = re.compile(r"thanos|mimir|cortex", re.IGNORECASE)
_AT: Final = ("platform", "cluster", "prometheus")


def check(checked: Checked) -> Iterator[Finding]:
    """Yield the address of which nobody says whose series it has, and labels that the operator's own Prometheus does not know."""
    prometheus = checked.resolved.spec.platform.cluster.prometheus
    if prometheus.address_labels and prometheus.address is None:
        yield Finding(
            message="the operator's Prometheus is asked, whose own series do not bear these labels: there would be no value",
            help="say what is asked instead: `address: http://thanos-query.monitoring.svc:9090`; or remove the labels",
            where=checked,
            at=(*_AT, "address_labels"),
            part="key",
        )
    labels = prometheus.series_labels or prometheus.external_labels
    several = prometheus.series_labels or _SEVERAL.search(prometheus.address or "")
    if prometheus.address is None or prometheus.address_labels is not None or not labels or not several:
        return
    metrics = any(each.by == "keda" and each.metrics for each in checked.platform.autoscalers)
    if metrics or checked.platform.analyses:
        written = "{" + ", ".join(f"{label}: {value}" for label, value in labels.items()) + "}"
        yield Finding(
            message="it may answer with series of other clusters too, and no autoscaler asks for those of this one",
            help=f"write `address_labels: {written}` with what tells clusters apart, or `address_labels: {{}}` if it has this one only",
            where=checked,
            at=(*_AT, "address"),
        )
