"""A configuration of prometheus-adapter that its ConfigMap cannot hold: Helm fails, and the adapter keeps the rules that it had.

A cluster has one adapter. Models share the rules of what they scale on, unless no label tells their series apart, or none that a selector
of Kubernetes can hold: each such total is a rule of about 0.3 kB. Kubernetes takes 1,048,576 bytes of data in a ConfigMap:
https://kubernetes.io/docs/concepts/configuration/configmap/#motivation

Bad:
    platform: {cluster: {prometheus: {release: monitoring}, adapter_bytes: 500}}
    metrics: {queue: {series: queue_length, type: gauge, labels: {pods: pod}}}
    models:
      chat:
        workload: {deployment: chat}
        scaling:
          replicas: {min: 1, max: 3}
          targets:
            queue: {total: 5}  # error
      code: {workload: {deployment: code}, scaling: {replicas: {min: 1, max: 3}, targets: {queue: {total: 5}}}}

Good:
    platform: {cluster: {prometheus: {release: monitoring}, adapter_bytes: 500}}
    metrics: {queue: {series: queue_length, type: gauge, labels: {model: model, namespace: namespace}}}
    models:
      chat: {workload: {deployment: chat}, scaling: {replicas: {min: 1, max: 3}, targets: {queue: {total: 5}}}}
      code: {workload: {deployment: code}, scaling: {replicas: {min: 1, max: 3}, targets: {queue: {total: 5}}}}
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from tocsin.finding import Checked, Finding
from tocsin.ir import AdapterRule


def check_all(estate: Sequence[Checked]) -> Iterator[Finding]:
    """Yield the first total of each platform whose cluster's adapter has more rules than its configuration holds."""
    served = [checked for checked in estate if checked.platform.adapter_rules]
    sizes: dict[str, int] = {}
    for checked in served:
        size = sum(map(adapter_bytes, checked.platform.adapter_rules))
        for cluster in checked.clusters:
            sizes[cluster] = sizes.get(cluster, 0) + size
    for checked in served:
        size, limit = max(sizes[cluster] for cluster in checked.clusters), checked.resolved.spec.platform.cluster.adapter_bytes
        if size > limit:
            rules = checked.platform.adapter_rules
            yield Finding(
                message=f"prometheus-adapter's configuration has about {size:,} bytes in this cluster, and its ConfigMap takes {limit:,}",
                help="scale on totals `by: keda`, which has no such file, or tell the models' series apart by a label",
                where=checked,
                at=next((rule for rule in rules if rule.scope == "total"), rules[0]).at,
                part="key",
            )


def adapter_bytes(rule: AdapterRule) -> int:
    """Return about how many bytes a rule takes; the chart writes the ConfigMap in a form of its own, so nobody knows better."""
    labels = len(rule.namespace_label) + (len(rule.pod_label) if rule.scope == "per_replica" else 0)
    return sum(len(text.encode()) for text in (rule.metric, rule.series, rule.query)) + labels + _KEYS


_KEYS: Final = 130
"""What the keys of a rule take besides, and its indentation."""
