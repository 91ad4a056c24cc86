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

from tocsin.diagnostics.nearest import closest
from tocsin.finding import Checked, Finding
from tocsin.routing.delivery import Delivery, in_every_environment
from tocsin.routing.grouping import grouped
from tocsin.routing.sent_labels import KnownLabels
from tocsin.spec.metrics import SeriesMetric
from tocsin.spec.routing import ALL_LABELS

FROM_ABSENCE: Final = "estate"
IN_VAIN: Final = True


def check_all(estate: Sequence[Checked]) -> Iterator[Finding]:
    """Yield every route that groups by labels which none of its alerts has, in every environment."""
    return in_every_environment(estate, _missing)


def _missing(delivery: Delivery) -> Iterator[Finding]:
    for route, alerts in grouped(delivery):
        for index, label in enumerate(route.group_by or ()):
            if label != ALL_LABELS and all(each.known(label) == "" for each in alerts):
                near = closest(label, {known for each in alerts for known in each.fixed})
                own = _own_label(delivery, label, alerts)
                remedy = f"did you mean `{near}`?" if near else f"remove `{label}`, or name a label that the alerts have"
                yield Finding(
                    message=f"no alert that comes here has a label `{label}`, so that it groups nothing",
                    help=f"the dimension `{label}` is the label `{own}` of these alerts: write that" if own else remedy,
                    where=delivery.checked,
                    at=(*route.at, "group_by", index),
                )


def _own_label(delivery: Delivery, dimension: str, alerts: Sequence[KnownLabels]) -> str | None:
    """Return the label that is called `dimension` in `metrics:`, and that some of the alerts have; None when there is none."""
    metrics = delivery.checked.resolved.spec.metrics.values()
    called = {metric.labels.get(dimension) for metric in metrics if isinstance(metric, SeriesMetric)} - {None, dimension}
    return next((label for label in sorted(filter(None, called)) if any(each.known(label) != "" for each in alerts)), None)
