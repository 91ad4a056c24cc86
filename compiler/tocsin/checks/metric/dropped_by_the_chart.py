"""A series that the chart kube-prometheus-stack throws away while scraping: nothing is there to read.

Its values `kubelet.serviceMonitor.cAdvisorMetricRelabelings` drop what few people look at.
https://github.com/prometheus-community/helm-charts/blob/main/charts/kube-prometheus-stack/values.yaml

Bad (-), good (+):
    use: [cadvisor-kubelet]
    metrics:
  -   throttled: {pack: cadvisor-kubelet, series: container_cpu_cfs_throttled_seconds_total}  # error
  +   throttled: {pack: cadvisor-kubelet, series: container_cpu_cfs_throttled_periods_total}
"""

from __future__ import annotations

from collections.abc import Iterator

from tocsin.finding import Checked, Finding
from tocsin.raw import named


def check(checked: Checked) -> Iterator[Finding]:
    """Yield every place that reads a series which the platform's stack drops unless its values are changed."""
    stack = checked.resolved.spec.platform.cluster.prometheus.stack
    for each in named(checked):
        if stack in each.metric.dropped_by:
            message = f"{stack} drops `{each.metric.name}` while scraping"
            yield each.finding(message, "use another series, or allow this once the chart's relabelling keeps it")
