"""Probes where Google's managed service scrapes: it has no object for them, so that nobody asks the blackbox exporter anything.

https://github.com/GoogleCloudPlatform/prometheus-engine/blob/main/doc/api.md

Bad (-), good (+):
  - platform: {cluster: {prometheus: {stack: google}, alertmanager: {delivery: file}, grafana: {delivery: files}}}
  + platform: {cluster: {prometheus: {stack: prometheus-operator}, alertmanager: {delivery: file}, grafana: {delivery: files}}}
    models:
      chat:
        workload: {deployment: chat}
        scrape: {port: http}
        probes: {alive: {url: "https://app.example.org/health"}}  # error
"""

from __future__ import annotations

from collections.abc import Iterator

from tocsin.finding import Checked, Finding


def check(checked: Checked) -> Iterator[Finding]:
    """Yield every probe of a platform that Google's managed service scrapes."""
    for at, subject in checked.subjects if checked.platform.cluster.google else ():
        for name in subject.probes:
            yield Finding(
                message=f"nobody would ask `{name}`: Google's managed service has no probes",
                help="let an uptime check of Google Cloud ask it, or a Prometheus of your own, and remove the probe here",
                where=checked,
                at=(*at, "probes", name),
                part="key",
            )
