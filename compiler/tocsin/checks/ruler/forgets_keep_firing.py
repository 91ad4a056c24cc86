"""`keep_firing_for` where the ruler does not know it: Google's managed service has no such field, and the alert ends at once.

https://github.com/GoogleCloudPlatform/prometheus-engine/blob/main/doc/api.md#rule

Bad (-), good (+):
    platform: {cluster: {prometheus: {stack: google}, alertmanager: {delivery: file}, grafana: {delivery: files}}}
    metrics: {queue: {series: queue_length, type: gauge, labels: {model: model}}}
    models:
      chat:
        workload: {deployment: chat}
        scrape: {port: http}
        thresholds:
  -       queue: {above: 50, for: 5m, keep_firing_for: 10m}  # error
  +       queue: {above: 50, for: 5m}
"""

from __future__ import annotations

from collections.abc import Iterator

from tocsin.finding import Checked, Finding


def check(checked: Checked) -> Iterator[Finding]:
    """Yield every place whose alerts are to go on firing, where the ruler would not let them."""
    kept = [alert for alert in checked.alerts if alert.keep_firing_for_ms] if checked.platform.cluster.google else []
    for at in dict.fromkeys(alert.at for alert in kept):
        yield Finding(
            message="Google's managed service does not know `keep_firing_for`, and the alert would end with its condition",
            help="remove `keep_firing_for`; a longer window of the metric keeps it from coming and going",
            where=checked,
            at=(*at, "keep_firing_for"),
            part="key",
        )
