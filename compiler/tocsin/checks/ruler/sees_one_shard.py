"""Rules that each shard of a Prometheus evaluates alone: who does not scrape a target alerts that it is gone, and a ratio is one of a part.

The operator's `shards` divides targets by the hash of their address, but loads every rule into every shard. No rule could be right
there: a shard that scrapes no replica of a model has the same series, none, whether another shard scrapes them or nobody does.
https://prometheus-operator.dev/docs/platform/high-availability/ (`distributed rule evaluation engine (e.g. Thanos Ruler)`),
https://github.com/prometheus-operator/kube-prometheus/issues/1744

Bad:
    platform:
      cluster:
        prometheus:
          release: monitoring
          shards: 3  # error
    models: {chat: {workload: {deployment: chat}, scrape: {port: http}}}

Good:
    platform: {cluster: {prometheus: {shards: 3, ruler: thanos, rule_labels: {ruler: thanos}}}}
    models: {chat: {workload: {deployment: chat}, scrape: {port: http}}}
"""

from __future__ import annotations

from collections.abc import Iterator

from tocsin.finding import Checked, Finding


def check(checked: Checked) -> Iterator[Finding]:
    """Yield shards that evaluate rules."""
    prometheus = checked.resolved.spec.platform.cluster.prometheus
    if prometheus.shards > 1 and prometheus.ruler == "prometheus" and checked.platform.rules:
        yield Finding(
            message=f"each of {prometheus.shards} shards would evaluate every rule on the targets that it scrapes alone",
            help="let one evaluate that sees all of them: `ruler: thanos`, or `ruler: mimir`",
            where=checked,
            at=("platform", "cluster", "prometheus", "shards"),
        )
