"""What asks one shard of a Prometheus and means all of them: an autoscaler or an analysis sees part of its model, or nothing of it.

The operator's service `prometheus-operated` leads to any shard, another one at each request. A query that is to see all targets must go
to what joins the shards, such as Thanos Query. https://prometheus-operator.dev/docs/platform/high-availability/

Bad (-), good (+):
    platform:
      cluster:
        autoscaler: keda
  -     prometheus:
  -       shards: 2  # error
  -       ruler: thanos
  -       rule_labels: {ruler: thanos}
  +     prometheus: {shards: 2, ruler: thanos, rule_labels: {ruler: thanos}, address: "http://thanos-query.monitoring.svc:9090"}
    metrics: {queue: {series: queue_length, type: gauge, labels: {model: model, namespace: namespace}}}
    models: {chat: {workload: {deployment: chat}, scaling: {replicas: {min: 1, max: 3}, targets: {queue: {total: 5}}}}}
"""

from __future__ import annotations

from collections.abc import Iterator

from tocsin.finding import Checked, Finding


def check(checked: Checked) -> Iterator[Finding]:
    """Yield shards where something asks Prometheus and no address is given."""
    prometheus = checked.resolved.spec.platform.cluster.prometheus
    platform = checked.platform
    asks = bool(platform.analyses) or any(each.by == "keda" and each.metrics for each in platform.autoscalers)
    if prometheus.shards > 1 and prometheus.address is None and asks:
        yield Finding(
            message="autoscalers and analyses would ask `prometheus-operated`, where one shard or another answers",
            help="write at `address` what joins the shards, for example `http://thanos-query.monitoring.svc:9090`",
            where=checked,
            at=("platform", "cluster", "prometheus", "shards"),
        )
