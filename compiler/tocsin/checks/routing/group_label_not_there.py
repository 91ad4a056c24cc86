"""A label in `group_by` that no alert of the route has: it groups nothing.

Bad (-), good (+):
    receivers: {chat: {webhook: {url: {secret: chat, key: url}}}}
    metrics: {heat: {series: gpu_heat, type: gauge, unit: celsius}}
    components: {gpus: {thresholds: {heat: {above: 90C, for: 5m}}}}
  - routing: {receiver: chat, group_by: [alertname, service]}  # error
  + routing: {receiver: chat, group_by: [alertname, subject]}
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from tocsin.diagnostics import closest
from tocsin.finding import Checked, Finding
from tocsin.routing.delivery import Delivery, in_every_environment
from tocsin.routing.grouping import grouped
from tocsin.spec.routing import ALL_LABELS

FROM_ABSENCE: Final = "estate"


def check_all(estate: Sequence[Checked]) -> Iterator[Finding]:
    """Yield every route that groups by labels which none of its alerts has, in every environment."""
    return in_every_environment(estate, _missing)


def _missing(delivery: Delivery) -> Iterator[Finding]:
    for route, alerts in grouped(delivery):
        for index, label in enumerate(route.group_by or ()):
            if label != ALL_LABELS and all(each.known(label) == "" for each in alerts):
                near = closest(label, {known for each in alerts for known in each.fixed})
                yield Finding(
                    message=f"no alert that comes here has a label `{label}`, so that it groups nothing",
                    help=f"did you mean `{near}`?" if near else f"remove `{label}`, or name a label that the alerts have",
                    where=delivery.checked,
                    at=(*route.at, "group_by", index),
                )
