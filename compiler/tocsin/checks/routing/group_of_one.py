"""Groups by the alert's name and by a label that each replica has another value of: every alert is a group and a notification of its own.

When a rollout breaks twenty pods, twenty notifications go out. To group by the pod alone, without `alertname`, is another thing: then what
is wrong with a pod is told at once.

Bad (-), good (+):
    use: [kube-state-metrics]
    receivers: {chat: {webhook: {url: {secret: chat, key: url}}}}
    metrics: {restarts: {series: kube_pod_container_status_restarts_total, help: Restarts of containers}}
    models: {fraud: {thresholds: {restarts: {above: 0.1/s, for: 5m, by: [pod]}}}}
  - routing: {receiver: chat, group_by: [alertname, pod]}  # error
  + routing: {receiver: chat, group_by: [alertname, model]}
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from tocsin.finding import Checked, Finding
from tocsin.routing.delivery import deliveries
from tocsin.routing.grouping import grouped

_OF_REPLICAS: Final = frozenset({"pod", "instance", "pod_ip", "uid", "container_id"})


def check_all(estate: Sequence[Checked]) -> Iterator[Finding]:
    """Yield every label of a replica in `group_by` beside `alertname`, where some alert has it."""
    for delivery in deliveries(estate):
        for route, alerts in grouped(delivery):
            labels = route.group_by or ()
            for index, label in enumerate(labels if "alertname" in labels else ()):
                if label in _OF_REPLICAS and any(each.known(label) is None for each in alerts):
                    yield Finding(
                        message=f"each `{label}` is a group, and a notification, of its own",
                        help=f"remove `{label}`: the notification lists the alerts with their labels; or remove `alertname`",
                        where=delivery.checked,
                        at=(*route.at, "group_by", index),
                    )
