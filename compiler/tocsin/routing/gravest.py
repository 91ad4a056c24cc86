"""The routes that send the gravest alerts to their receivers."""

from __future__ import annotations

from collections.abc import Callable

from tocsin import ir
from tocsin.routing.delivery import Delivery
from tocsin.routing.tree import Hop


def gravest_only(delivery: Delivery, poor: Callable[[ir.Receiver], bool]) -> list[tuple[Hop, list[ir.Alert]]]:
    """Return the alerts of the gravest severity all of whose receivers, on some way, are `poor`, by the first arrival there.

    Of a severity that a branch misspells it is not known where its alerts are meant to go.
    """
    gravest = delivery.severities[-1]
    if gravest in delivery.misspelt:
        return []
    receivers = {receiver.name for receiver in delivery.routing.receivers if poor(receiver)}
    ends: dict[int, list[Hop]] = {}
    for alike in delivery.own_alike:
        ends[id(alike[0].ways)] = [way[0] for way in alike[0].ways if way and all(hop.receiver in receivers for hop in way)]
    found: dict[int, tuple[Hop, list[ir.Alert]]] = {}
    for each in delivery.own if any(ends.values()) else ():
        for hop in ends[id(each.ways)] if each.alert.severity == gravest else ():
            _, alerts = found.setdefault(id(hop.path[-1]), (hop, []))
            if each.alert not in alerts[-1:]:
                alerts.append(each.alert)
    return list(found.values())
