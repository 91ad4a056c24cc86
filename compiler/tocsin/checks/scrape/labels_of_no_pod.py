"""Labels of pods where no target is known to be a pod: a plain Prometheus is told addresses, and an existing job has labels of its own.

https://prometheus.io/docs/prometheus/latest/configuration/configuration/#static_config

Bad:
    platform: {cluster: {prometheus: {stack: prometheus}}}
    models:
      chat:
        workload: {deployment: chat}
        scrape:
          targets: ["chat:8080"]
          pod_labels: {version: app.kubernetes.io/version}  # error

Good:
    platform: {cluster: {prometheus: {stack: prometheus-operator}}}
    models:
      chat:
        workload: {deployment: chat}
        scrape:
          port: http
          pod_labels: {version: app.kubernetes.io/version}
"""

from __future__ import annotations

from collections.abc import Iterator

from tocsin.finding import Checked, Finding


def check(checked: Checked) -> Iterator[Finding]:
    """Yield every scrape that is to take labels from pods and is no monitor of prometheus-operator."""
    for at, subject in checked.subjects:
        scrape = subject.scrape
        if scrape is not None and scrape.pod_labels and (scrape.job is not None or not checked.platform.cluster.operator):
            yield Finding(
                message="no pod is known here, so that no series gets these labels",
                help="give every series the same with `labels:`, or declare what the job gives under the `labels:` of the metrics",
                where=checked,
                at=(*at, "scrape", "pod_labels"),
                part="key",
            )
