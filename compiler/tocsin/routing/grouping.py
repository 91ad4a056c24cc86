"""The alerts that each `group_by` groups."""

from __future__ import annotations

from collections.abc import Iterator

from tocsin import ir
from tocsin.routing.arrivals import alike
from tocsin.routing.delivery import Delivery
from tocsin.routing.sent_labels import KnownLabels


def grouped(delivery: Delivery) -> Iterator[tuple[ir.Route, list[KnownLabels]]]:
    """Yield each route of the spec that says how to group, with the labels of the alerts for which it does, in its branches too."""
    found: dict[int, tuple[ir.Route, list[KnownLabels]]] = {}
    section = delivery.checked.resolved.spec.routing
    by_default = section is None or section.group_by is None
    for group in (*delivery.own_alike, *alike(delivery.others)):
        grouping = [next((route for route in reversed(hop.path) if route.group_by), None) for hop in group[0].hops]
        for said in {id(route): route for route in grouping if route is not None}.values():
            if said.at[:1] == ("routing",) and not (by_default and said is delivery.routing.root):
                _, alerts = found.setdefault(id(said), (said, []))
                alerts += [each.labels for each in group]
    yield from found.values()
