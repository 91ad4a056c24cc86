"""A text of a receiver that reads a label of the group by which no route to it groups: it stays empty.

`.GroupLabels` are the labels of `group_by`, and no others. https://prometheus.io/docs/alerting/latest/notifications/#data

Bad (-), good (+):
    receivers:
      chat:
        slack:
          url: {secret: chat, key: url}
  -       title: "{{ .GroupLabels.model }}"  # error
  +       title: "{{ .CommonLabels.model }}"
    routing: {receiver: chat, group_by: [alertname]}
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from tocsin.finding import Checked, Finding
from tocsin.routing.branches import branches
from tocsin.routing.delivery import Delivery, in_every_environment
from tocsin.routing.receiver_texts import templates
from tocsin.routing.template_data import METHODS
from tocsin.routing.tree import notifying
from tocsin.spec.routing import ALL_LABELS

FROM_ABSENCE: Final = "platform"


def check_all(estate: Sequence[Checked]) -> Iterator[Finding]:
    """Yield, for each receiver, the first label of the group that is none for any route to it."""
    return in_every_environment(estate, _empty)


def _empty(delivery: Delivery) -> Iterator[Finding]:
    root = delivery.routing.root
    hops = [notifying(path) for path in ((root,), *((*branch.parents, branch.route) for branch in branches(root)))]
    for name, at, template in templates(delivery.checked):
        groups = {label for hop in hops if hop.receiver == name for label in hop.group_by}
        for read in template.reads:
            label = read.name
            of_group = read.path == ("GroupLabels",) and label not in METHODS
            if of_group and groups and label not in groups and ALL_LABELS not in groups:
                listed = ", ".join(f"`{each}`" for each in sorted(groups))
                yield Finding(
                    message=f"no route to `{name}` groups by `{label}`, so that this is empty",
                    help=f"write `.CommonLabels.{label}`, or add `{label}` to `group_by` ({listed})",
                    where=delivery.checked,
                    at=at,
                    within=(read.start, read.end),
                )
