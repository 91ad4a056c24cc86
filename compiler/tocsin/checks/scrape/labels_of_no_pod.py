"""Labels of pods where no target is known to be a pod: a plain Prometheus is told addresses, and an existing job has labels of its own.

https://prometheus.io/docs/prometheus/latest/configuration/configuration/#static_config

Bad (-), good (+):
  - platform: {cluster: {prometheus: {stack: prometheus}}}
  + platform: {cluster: {prometheus: {stack: prometheus-operator}}}
    models:
      chat:
        workload: {deployment: chat}
        scrape:
  -       targets: ["chat:8080"]
  +       port: http
          pod_labels: {version: app.kubernetes.io/version}  # error
"""

from __future__ import annotations

from collections.abc import Iterator

from tocsin.finding import Checked, Finding


def check(checked: Checked) -> Iterator[Finding]:
    """Yield every scrape that is to take labels from pods and is no monitor of prometheus-operator."""
    for each in checked.scrapes:
        if each.scrape.pod_labels and (each.scrape.job is not None or not checked.platform.cluster.finds_targets):
            yield Finding(
                message="no pod is known here, so that no series gets these labels",
                help="give every series the same with `labels:`, or declare what the job gives under the `labels:` of the metrics",
                where=checked,
                at=(*each.at, "pod_labels"),
                part="key",
            )
