"""Where the gravest alerts end, by the routes that send them there."""

from __future__ import annotations

from collections.abc import Callable

from tocsin import ir
from tocsin.routing.delivery import Delivery
from tocsin.routing.tree import Hop


def gravest_only(delivery: Delivery, poor: Callable[[ir.Receiver], bool]) -> list[tuple[Hop, list[ir.Alert]]]:
    """Return the alerts of the gravest severity all of whose receivers, on some way, are `poor`, by the first arrival there."""
    receivers = {receiver.name: receiver for receiver in delivery.routing.receivers}
    found: dict[int, tuple[Hop, list[ir.Alert]]] = {}
    for each in delivery.own:
        if each.alert.severity != delivery.severities[-1]:
            continue
        for way in each.ways:
            if way and all(hop.receiver in receivers and poor(receivers[hop.receiver]) for hop in way):
                _, alerts = found.setdefault(id(way[0].path[-1]), (way[0], []))
                if each.alert not in alerts[-1:]:
                    alerts.append(each.alert)
    return list(found.values())
