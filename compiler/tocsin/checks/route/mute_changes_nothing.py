"""An interval in `mute` in which the route would tell nobody anyway: outside of `active`, or within another interval of `mute`.

Bad (-), good (+):
    receivers: {chat: {webhook: {url: {secret: chat, key: url}}}, pager: {webhook: {url: {secret: pager, key: url}}}}
    routing:
      receiver: chat
  -   intervals: {nights: [{times: ["20:00-08:00"]}], office: [{times: ["09:00-17:00"]}]}
  +   intervals: {weekend: [{weekdays: [saturday, sunday]}], office: [{times: ["09:00-17:00"]}]}
      routes:
        warning:
          when: {severity: warning}
          to: pager
          active: [office]
  -       mute: [nights]  # error
  +       mute: [weekend]
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from tocsin import ir
from tocsin.finding import Checked, Finding
from tocsin.routing.branches import branches
from tocsin.routing.delivery import deliveries
from tocsin.routing.weeks import ALWAYS, minutes, never_notifies

IN_VAIN = True


def check_all(estate: Sequence[Checked]) -> Iterator[Finding]:
    """Yield every interval of a route's `mute` that takes no minute from it."""
    for delivery in deliveries(estate):
        known = {interval.name: interval for interval in delivery.routing.intervals}
        for branch in branches(delivery.routing.root):
            route = branch.route
            if never_notifies(route, known):  # which is worse, and told
                continue
            if not known.keys() >= {*route.mute, *route.active}:  # as has been told
                continue
            for index, name in enumerate(route.mute):
                others = (*route.mute[:index], *route.mute[index + 1 :])
                if _changes_nothing(known[name], [known[other] for other in others], [known[each] for each in route.active]):
                    why = "the others in `mute` cover it" if not route.active else "the route is not active then"
                    yield Finding(
                        message=f"`{name}` takes no time from `{route.name}`: {why}",
                        help=f"remove `{name}` from `mute:`",
                        where=delivery.checked,
                        at=(*route.at, "mute", index),
                    )


def _changes_nothing(interval: ir.TimeInterval, others: Sequence[ir.TimeInterval], active: Sequence[ir.TimeInterval]) -> bool:
    own, muted, told = minutes([interval], surely=False), minutes(others, surely=True), minutes(active, surely=False)
    if len({*own, *muted, *told}) != 1:  # between time zones nothing is certain: their difference changes with the season
        return False
    return not any(each & ~_at(muted, zone) & (_at(told, zone) if active else ALWAYS) for zone, each in own.items())


def _at(zones: Mapping[str, int], zone: str) -> int:
    return zones.get(zone, 0)
