"""A configuration of Alertmanager as an object of prometheus-operator, where there is no operator: nobody reads it, and nobody is told.

A Secret names its texts and keys where the operator mounts them: an Alertmanager without it has no such folders, and cannot notify.

Bad (-), good (+):
  - platform: {cluster: {prometheus: {stack: prometheus}}}  # error
  + platform: {cluster: {prometheus: {stack: prometheus}, alertmanager: {delivery: file}}}
    models: {chat: {scrape: {targets: ["chat:8080"]}}}
    receivers: {chat: {webhook: {url: {file: /run/secrets/chat}}}}
    routing: {receiver: chat}
"""

from __future__ import annotations

from collections.abc import Iterator

from tocsin.finding import Checked, Finding


def check(checked: Checked) -> Iterator[Finding]:
    """Yield one finding where Alertmanager's configuration is delivered to an operator that is not there."""
    cluster, stack = checked.platform.cluster, checked.resolved.spec.platform.cluster.prometheus.stack
    if not cluster.operator and checked.platform.routing is not None and cluster.alertmanager_delivery != "file":
        yield Finding(
            message=f"`delivery: {cluster.alertmanager_delivery}` is for prometheus-operator, and `stack: {stack}` is without it",
            help="write `alertmanager: {delivery: file}`, and give `alertmanager/alertmanager.yaml` and its templates to Alertmanager",
            where=checked,
            at=("platform", "cluster", "prometheus", "stack"),
        )
