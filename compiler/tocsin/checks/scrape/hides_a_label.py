"""A label that the scrape gives, and the program's exporter too: Prometheus stores that of the exporter as `exported_<label>`.

What asks for the label finds the value that the scrape gives instead: alerts on its models, reasons or states never fire.
https://prometheus.io/docs/prometheus/latest/configuration/configuration/#scrape_config

Bad (-), good (+):
    models:
      chat:
        runtime: vllm
        workload: {deployment: chat}
        scrape:
          port: http
  -       pod_labels: {model_name: app.kubernetes.io/name}  # error
  +       pod_labels: {app: app.kubernetes.io/name}
"""

from __future__ import annotations

from collections.abc import Iterator

from tocsin.finding import Checked, Finding


def check(checked: Checked) -> Iterator[Finding]:
    """Yield every label of a scrape that the page of what it scrapes has too."""
    for each in checked.scrapes:
        if each.pack is None or checked.resolved.honors(each.subject):
            continue
        served = {label for metric in each.pack.metrics.values() for label in metric.labels}
        for key, given in (("labels", each.scrape.labels), ("pod_labels", each.scrape.pod_labels)):
            for label in given:
                if label in served:
                    yield Finding(
                        message=f"`{each.subject.runtime}` serves a label `{label}` of its own, which is stored as `exported_{label}` then",
                        help="give this one another name",
                        where=checked,
                        at=(*each.at, key, label),
                        part="key",
                    )
