"""A sum over containers and over the pods that they are in: everything is counted twice.

cAdvisor has a series for each container, and one without `container` for the whole pod.
https://github.com/google/cadvisor/blob/master/docs/storage/prometheus.md

Bad (-), good (+):
    use: [cadvisor-kubelet]
    metrics:
  -   cpu: {expr: 'sum(rate(container_cpu_usage_seconds_total{namespace="ml"}[5m]))', unit: cores}  # error
  +   cpu: {expr: 'sum(rate(container_cpu_usage_seconds_total{namespace="ml", container!=""}[5m]))', unit: cores}
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from tocsin.finding import Checked, Finding
from tocsin.promql import Aggregate
from tocsin.raw import Known, series

_TELLING: Final = frozenset({"container", "image", "name", "id"})


def check(checked: Checked) -> Iterator[Finding]:
    """Yield every sum or mean of a container's metric that takes the pod's own series too."""
    for written, selector, known, seen in series(checked):
        if known.pack != "cadvisor-kubelet" or known.labels is None or "container" not in known.labels or not _per_container(known):
            continue
        aggregates = [node for node in seen.around if isinstance(node, Aggregate)]
        if not aggregates or aggregates[-1].op not in {"sum", "avg", "count"} or _apart(aggregates[-1]):
            continue
        if not any(matcher.label in _TELLING for matcher in selector.matchers):
            message = f"`{selector.metric}` has a series for each container and one for their pod, and both are taken"
            yield written.finding(message, 'add the matcher `container!=""`', seen)


def _per_container(known: Known) -> bool:
    return known.metric.startswith("container_") and not known.metric.startswith("container_network_")


def _apart(node: Aggregate) -> bool:
    return ("container" in node.labels) != node.without
