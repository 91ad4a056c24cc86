"""Two alerts that silence each other: while both fire, nobody is told of either.

An alert that is silenced still silences others. https://prometheus.io/docs/alerting/latest/alertmanager/#inhibition

Bad (-), good (+):
    receivers: {chat: {webhook: {url: {secret: chat, key: url}}}}
    metrics: {heat: {series: gpu_heat, type: gauge, unit: celsius}, load: {series: gpu_load, type: gauge, unit: ratio}}
    components: {gpus: {thresholds: {heat: {above: 90C, for: 5m}, load: {above: 90%, for: 5m}}}}
    routing:
      receiver: chat
      inhibit:
        heat: {source: {alertname: HeatHigh}, target: {alertname: LoadHigh}, equal: [subject]}
  -     load: {source: {alertname: LoadHigh}, target: {alertname: HeatHigh}, equal: [subject]}  # error
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import combinations

from tocsin import ir
from tocsin.finding import Checked, Finding
from tocsin.routing.arrivals import Arrivals
from tocsin.routing.delivery import Delivery, deliveries
from tocsin.routing.matching import silences, surely

BY_ENVIRONMENT = True


def check_all(estate: Sequence[Checked]) -> Iterator[Finding]:
    """Yield every inhibition by which an alert silences one that silences it, by this or an earlier one."""
    for delivery in deliveries(estate):
        for first, second in combinations(delivery.routing.inhibit, 2):
            pair = _circle(delivery, first, second) if second.at[:2] == ("routing", "inhibit") else None
            if pair is not None:
                one, other = pair
                yield Finding(
                    message=f"`{one.name}` ({one.severity}) and `{other.name}` ({other.severity}) silence each other,"
                    f" by `{first.name}` and by `{second.name}`",
                    help="remove one of the two inhibitions, or let the graver alert alone silence the other",
                    where=delivery.checked,
                    at=second.at,
                    part="key",
                    notes=(("the other inhibition is", delivery.checked, first.at),),
                )


def _circle(delivery: Delivery, first: ir.InhibitRule, second: ir.InhibitRule) -> tuple[ir.Alert, ir.Alert] | None:
    # What both rules compare tells who can meet whom: there may be thousands of alerts.
    equal = tuple(dict.fromkeys((*first.equal, *second.equal)))
    known: dict[tuple[str | None, ...], list[Arrivals]] = {}
    for each in delivery.own:
        if surely((*first.target, *second.source), each.labels):
            known.setdefault(each.known(equal), []).append(each)
    for one in delivery.own:
        if surely((*first.source, *second.target), one.labels):
            for other in known.get(one.known(equal), ()):
                if silences(first, one.labels, other.labels) and silences(second, other.labels, one.labels):
                    return one.alert, other.alert
    return None
