"""The alerts that each `group_by` groups."""

from __future__ import annotations

from collections.abc import Iterator

from tocsin import ir
from tocsin.routing.delivery import Delivery
from tocsin.routing.labels import AlertLabels


def grouped(delivery: Delivery) -> Iterator[tuple[ir.Route, list[AlertLabels]]]:
    """Yield each route of the spec that says how to group, with the labels of the alerts for which it does, in its branches too."""
    found: dict[int, tuple[ir.Route, list[AlertLabels]]] = {}
    for each in delivery.arrivals:
        for hop in each.hops:
            said = next((route for route in reversed(hop.path) if route.group_by), None)
            if said is not None and said.at[:1] == ("routing",):
                _, alerts = found.setdefault(id(said), (said, []))
                if alerts[-1:] != [each.labels]:
                    alerts.append(each.labels)
    yield from found.values()
