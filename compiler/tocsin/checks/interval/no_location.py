"""Hours without a `location:` beside hours of a time zone on one route: they are those of UTC, which is seldom meant there.

A holiday in UTC begins and ends an hour late in Berlin, in summer two. Where UTC is meant, it can be said; whole months are left alone.
https://prometheus.io/docs/alerting/latest/configuration/#time_interval

Bad (-), good (+):
    receivers: {chat: {webhook: {url: {secret: chat, key: url}}}}
    routing:
      receiver: chat
      intervals:
        office: [{times: ["09:00-17:00"], weekdays: ["monday:friday"], location: Europe/Berlin}]
  -     holidays: [{days_of_month: ["24:26"], months: [december]}]  # error
  +     holidays: [{days_of_month: ["24:26"], months: [december], location: Europe/Berlin}]
      routes: {warning: {when: {severity: warning}, active: [office], mute: [holidays]}}
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from tocsin.finding import Checked, Finding
from tocsin.routing.branches import routes

_UTC: Final = "UTC"


def check(checked: Checked) -> Iterator[Finding]:
    """Yield the first part of each interval that has no time zone, where the same route has hours of one."""
    routing, built = checked.resolved.spec.routing, checked.platform.routing
    if routing is None or built is None:
        return
    told: set[str] = set()
    for route in routes(built.root):
        parts = [(name, index, part) for name in (*route.active, *route.mute) for index, part in enumerate(routing.intervals.get(name, ()))]
        zones = [(name, part.location) for name, _, part in parts if part.location not in {None, _UTC}]
        for name, index, part in parts if zones else ():
            if part.location is None and name not in told and (part.times or part.weekdays or part.days_of_month):
                told.add(name)
                other, zone = zones[0]
                beside = "another part of it" if other == name else f"`{other}`"
                yield Finding(
                    message=f"`{name}` is in UTC, and {beside} on the route `{route.name}` in {zone}",
                    help=f"write `location: {zone}` here, or `location: {_UTC}` if that is meant",
                    where=checked,
                    at=("routing", "intervals", name, index),
                )
