"""KEDA without an address of what it asks: `prometheus-operated` is a Service of prometheus-operator, and not everywhere.

Every reading fails, so that nothing is scaled and nothing sleeping wakes.

Bad (-), good (+):
  - platform: {cluster: {autoscaler: keda, prometheus: {stack: prometheus}, alertmanager: {delivery: file}, grafana: {delivery: files}}}
  + platform:
  +   cluster:
  +     autoscaler: keda
  +     prometheus: {stack: prometheus, address: "http://prometheus.monitoring.svc:9090"}
  +     alertmanager: {delivery: file}
  +     grafana: {delivery: files}
    metrics: {waiting: {series: waiting_requests, type: gauge, unit: requests, labels: {model: model}}}
    models:
      chat:
        workload: {deployment: chat}
        scaling:
          replicas: {min: 1, max: 3}
          targets:
            waiting: {per_replica: 5}  # error
"""

from __future__ import annotations

from collections.abc import Iterator

from tocsin.finding import Checked, Finding


def check(checked: Checked) -> Iterator[Finding]:
    """Yield the first target for which KEDA would ask a Service that nobody has."""
    prometheus = checked.resolved.spec.platform.cluster.prometheus
    # OpenShift's Prometheus listens to its own pod only.
    if (checked.platform.cluster.operator and prometheus.stack != "openshift") or prometheus.address is not None:
        return
    why = f"`stack: {prometheus.stack}` has no Service `prometheus-operated` that answers"
    targets = (metric for each in checked.platform.autoscalers if each.by == "keda" for metric in each.metrics)
    for target in targets:
        yield Finding(
            message=f"nobody says where KEDA finds this Prometheus, and {why}",
            help='say where: `cluster: {prometheus: {address: "http://prometheus.monitoring.svc:9090"}}`',
            where=checked,
            at=target.at,
            part="key",
        )
        return
