"""Routes that share the week for the gravest alerts, each active at hours of its own, and leave hours in which none of them is.

Such an hour is seldom meant. `monday:friday` and `18:00-09:00` end on Saturday morning, so that with a weekend of Saturday and Sunday the
night to Monday is nobody's; and an environment that changes the day shift has to change the night shift, too. A route that is muted in the
hours of the others takes whatever they leave. What `mute:` leaves out is meant, and hours of different time zones are not added up.
https://prometheus.io/docs/alerting/latest/configuration/#route

Bad (-), good (+):
    receivers: {day: {webhook: {url: {secret: day, key: url}}}, night: {webhook: {url: {secret: night, key: url}}}}
    metrics: {heat: {series: gpu_heat, type: gauge, unit: celsius}}
    components: {gpus: {thresholds: {heat: {above: 90C, for: 5m, severity: critical}}}}
    routing:
      receiver: day
      intervals:
        work: [{times: ["09:00-18:00"], weekdays: ["monday:friday"]}]
  -     off: [{times: ["18:00-09:00"], weekdays: ["monday:friday"]}, {weekdays: [saturday, sunday]}]
      routes:
        day: {when: {severity: critical}, active: [work], continue: true}
  -     night: {when: {severity: critical}, to: night, active: [off]}  # error
  +     night: {when: {severity: critical}, to: night, mute: [work]}
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from tocsin import ir
from tocsin.finding import Checked, Finding
from tocsin.routing.delivery import Delivery, deliveries
from tocsin.routing.shifts import shared_week
from tocsin.routing.tree import Hop
from tocsin.routing.unheard import Unheard
from tocsin.source import KeyPath


def check_all(estate: Sequence[Checked]) -> Iterator[Finding]:
    """Yield the last of each routes that share the week and leave some of it."""
    for delivery in deliveries(estate):
        yield from _left_over(delivery)


def _left_over(delivery: Delivery) -> Iterator[Finding]:
    discarding = delivery.routing.discarding
    known = {interval.name: interval for interval in delivery.routing.intervals}
    found: dict[KeyPath, tuple[list[Hop], Unheard, ir.Alert]] = {}
    for alike in delivery.own_alike:
        gravest = next((each.alert for each in alike if each.alert.severity == delivery.severities[-1]), None)
        for way in alike[0].ways if gravest else ():
            telling = [hop for hop in way if hop.receiver not in discarding]
            week = shared_week(telling, known)
            if gravest and week and week.nobody:
                found.setdefault(telling[-1].path[-1].at, (telling, Unheard(week.nobody, week.zone), gravest))
    for telling, unheard, alert in found.values():
        yield _finding(delivery, telling, unheard, alert)


def _finding(delivery: Delivery, telling: Sequence[Hop], unheard: Unheard, alert: ir.Alert) -> Finding:
    *others, last = telling
    route = last.path[-1]
    names = ", ".join(f"`{hop.path[-1].name}`" for hop in others)
    taken = dict.fromkeys(name for hop in others for name in hop.active)
    return Finding(
        message=f"{unheard.words} neither {names} nor `{route.name}` tells anybody of what is {alert.severity}, such as `{alert.name}`",
        help=f"write `mute: [{', '.join(dict.fromkeys([*last.mute, *taken]))}]` here in place of `active:`: it takes what they leave",
        where=delivery.checked,
        at=(*route.at, "active"),
        notes=(("the alert is", delivery.checked, alert.at),),
    )
