"""Labels of a receiver under prometheus-operator, whose strict reader does not know them and refuses the whole configuration.

https://github.com/prometheus-operator/prometheus-operator/blob/main/pkg/alertmanager/types.go

Bad (-), good (+):
    receivers:
      chat:
  -     labels: {team: ml}  # error
        webhook: {url: {secret: chat, key: url}}
    routing: {receiver: chat}
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from tocsin.finding import Checked, Finding

NEVER_ALLOWED: Final = True  # the operator refuses the whole configuration


def check(checked: Checked) -> Iterator[Finding]:
    """Yield every receiver with labels that the operator would have to read."""
    routing, cluster = checked.platform.routing, checked.platform.cluster
    if routing is None or not cluster.operator or cluster.alertmanager_delivery != "secret":
        return
    for receiver in routing.receivers:
        if receiver.labels:
            yield Finding(
                message=f"prometheus-operator does not know `labels` of a receiver, and would refuse those of `{receiver.name}`",
                help="remove `labels`, or set `platform.cluster.alertmanager.delivery: file`",
                where=checked,
                at=(*receiver.at, "labels"),
                part="key",
            )
