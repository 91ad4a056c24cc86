"""The alerts that each `group_by` groups."""

from __future__ import annotations

from collections.abc import Iterator

from tocsin import ir
from tocsin.routing.delivery import Delivery
from tocsin.routing.sent_labels import KnownLabels


def grouped(delivery: Delivery) -> Iterator[tuple[ir.Route, list[KnownLabels]]]:
    """Yield each route of the spec that says how to group, with the labels of the alerts for which it does, in its branches too."""
    found: dict[int, tuple[ir.Route, list[KnownLabels]]] = {}
    section = delivery.checked.resolved.spec.routing
    by_default = section is None or section.group_by is None
    grouping: dict[int, ir.Route | None] = {}  # by the arrival: thousands of alerts have the same few
    for each in delivery.arrivals:
        for hop in each.hops:
            if id(hop) not in grouping:
                grouping[id(hop)] = next((route for route in reversed(hop.path) if route.group_by), None)
            said = grouping[id(hop)]
            if said is not None and said.at[:1] == ("routing",) and not (by_default and said is delivery.routing.root):
                _, alerts = found.setdefault(id(said), (said, []))
                if not alerts or alerts[-1] is not each.labels:
                    alerts.append(each.labels)
    yield from found.values()
