"""An HPA on a total beside KEDA: both want to serve `external.metrics.k8s.io`, and only one can, so that the other's autoscalers fail.

KEDA serves it for its ScaledObjects, prometheus-adapter for HPAs on a metric in total. An API of Kubernetes has one server.
https://keda.sh/docs/latest/operate/cluster/#metrics-server

Bad:
    platform: {cluster: {name: with-keda, prometheus: {release: monitoring}}}
    metrics: {queue: {series: queue_length, type: gauge, labels: {model: model, namespace: namespace}}}
    models: {chat: {workload: {deployment: chat}, scaling: {by: keda, replicas: {min: 1, max: 3}, targets: {queue: {total: 5}}}}}
    ---
    platform: {cluster: {name: with-keda, prometheus: {release: monitoring}}}
    metrics: {queue: {series: queue_length, type: gauge, labels: {model: model, namespace: namespace}}}
    models:
      search:
        workload: {deployment: search}
        scaling:
          by: hpa
          replicas: {min: 1, max: 3}
          targets:
            queue: {total: 5}  # error

Good:
    platform: {cluster: {name: with-keda, prometheus: {release: monitoring}}}
    metrics: {queue: {series: queue_length, type: gauge, labels: {model: model, namespace: namespace}}}
    models: {chat: {workload: {deployment: chat}, scaling: {by: keda, replicas: {min: 1, max: 3}, targets: {queue: {total: 5}}}}}
    ---
    platform: {cluster: {name: without, prometheus: {release: monitoring}}}
    metrics: {queue: {series: queue_length, type: gauge, labels: {model: model, namespace: namespace}}}
    models: {search: {workload: {deployment: search}, scaling: {by: hpa, replicas: {min: 1, max: 3}, targets: {queue: {total: 5}}}}}
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from tocsin.finding import Checked, Finding
from tocsin.ir import Autoscaler


def check_all(estate: Sequence[Checked]) -> Iterator[Finding]:
    """Yield every target in total of an HPA in a cluster that has a ScaledObject too."""
    scaled_objects: dict[str, tuple[Checked, Autoscaler]] = {}
    for checked in estate:
        for autoscaler in checked.platform.autoscalers:
            if autoscaler.by == "keda":
                for cluster in checked.clusters:
                    scaled_objects.setdefault(cluster, (checked, autoscaler))
    for checked in estate if scaled_objects else ():
        found = next((scaled_objects[cluster] for cluster in checked.clusters if cluster in scaled_objects), None)
        for autoscaler in checked.platform.autoscalers if found is not None else ():
            for metric in autoscaler.metrics:
                if autoscaler.by == "hpa" and not metric.each_pod and found is not None:
                    yield Finding(
                        message="prometheus-adapter would serve this, and KEDA is the server of external metrics here",
                        help="write `by: keda`" + (", or hold a value for each replica: `per_replica:`" if metric.scope == "total" else ""),
                        where=checked,
                        at=metric.at,
                        part="key",
                        notes=(("KEDA scales", found[0], found[1].at),),
                    )
