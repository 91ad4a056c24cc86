"""Routes that tell nobody of the gravest alerts for more than a day of each week, whatever the alerts are about.

What can wait until the morning is no page: it has a lesser severity. A window of maintenance is shorter; and whoever mutes the alerts of
some models, which run by day only, says in `when:` which these are. Neither is told, nor what only some environments have.
https://sre.google/sre-book/monitoring-distributed-systems/

Bad (-), good (+):
    receivers: {chat: {webhook: {url: {secret: chat, key: url}}}, pager: {webhook: {url: {secret: pager, key: url}}}}
    metrics: {heat: {series: gpu_heat, type: gauge, unit: celsius}}
    components: {gpus: {thresholds: {heat: {above: 90C, for: 5m, severity: critical}}}}
    routing:
      receiver: chat
      intervals: {nights: [{times: ["20:00-08:00"]}]}
      routes:
  -     critical:
  -       when: {severity: critical}
  -       to: pager
  -       mute: [nights]  # error
  +     critical: {when: {severity: critical}, to: pager}
  +     warning: {when: {severity: warning}, to: pager, mute: [nights]}
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from tocsin import ir
from tocsin.conventions import SEVERITY_LABEL
from tocsin.finding import Checked, Finding
from tocsin.routing.delivery import Delivery, in_every_environment
from tocsin.routing.shifts import shared_week
from tocsin.routing.tree import Hop
from tocsin.routing.weeks import ALWAYS, minutes
from tocsin.source import KeyPath

FROM_ABSENCE: Final = "platform"

_HOUR: Final = 60
_DAY: Final = 24 * _HOUR


def check_all(estate: Sequence[Checked]) -> Iterator[Finding]:
    """Yield every route whose intervals, in every environment, keep the gravest alerts from everybody for long."""
    return in_every_environment(estate, _muted)


def _muted(delivery: Delivery) -> Iterator[Finding]:
    discarding = delivery.routing.discarding
    known = {interval.name: interval for interval in delivery.routing.intervals}
    found: dict[KeyPath, tuple[Hop, int, list[ir.Alert]]] = {}
    for alike in delivery.own_alike:
        alerts = [each.alert for each in alike if each.alert.severity == delivery.severities[-1]]
        for way in alike[0].ways if alerts else ():
            telling = [hop for hop in way if hop.receiver not in discarding]
            # What shifts leave over is told of the last of them.
            quiet = 0 if shared_week(telling, known) else _quiet(telling, known)
            if _DAY < quiet < ALWAYS.bit_count():
                found.setdefault(telling[0].path[-1].at, (telling[0], quiet, []))[2].extend(alerts)
    for hop, quiet, alerts in found.values():
        yield _finding(delivery, hop, quiet, alerts)


def _finding(delivery: Delivery, hop: Hop, quiet: int, alerts: Sequence[ir.Alert]) -> Finding:
    first, route = alerts[0], hop.path[-1]
    others = len({id(alert) for alert in alerts}) - 1
    more = f" and {others} more" if others else ""
    return Finding(
        message=f"for {quiet // _HOUR} hours of each week nobody is told of `{first.name}` ({first.severity}){more}",
        help="give what can wait a lesser severity, say in `when:` whose alerts may wait, or let a further route tell somebody else then",
        where=delivery.checked,
        at=(*route.at, "mute" if route.mute else "active"),
        notes=(("the alert is", delivery.checked, first.at),),
    )


def _quiet(way: Sequence[Hop], known: Mapping[str, ir.TimeInterval]) -> int:
    """Return for how many minutes of a week no arrival notifies; 0 also where it is not certain, or other labels than severities decide."""
    zones: set[str] = set()
    quiet = ALWAYS
    for hop in way:
        asked = {matcher.label for route in hop.path for matcher in route.matchers}
        if not known.keys() >= {*hop.mute, *hop.active} or asked - {SEVERITY_LABEL}:
            return 0
        muted = minutes([known[name] for name in hop.mute], surely=True)
        active = minutes([known[name] for name in hop.active], surely=False)
        zones |= {*muted, *active}
        if len(zones) != 1:  # what is night in one is day in another
            return 0
        (zone,) = zones
        quiet &= muted.get(zone, 0) | (ALWAYS & ~active.get(zone, 0) if hop.active else 0)
    return quiet.bit_count() if way else 0
