"""Intervals of a route whose branches have none: the branches' alerts are told at any time.

All else that a route says holds for its branches too, but `mute` and `active` hold only for what no branch takes. A branch that is to
notify at any time says so: `mute: []`.
https://github.com/prometheus/alertmanager/blob/main/dispatch/route.go, func newRoute

Bad (-), good (+):
    receivers: {chat: {webhook: {url: {secret: chat, key: url}}}, gpu: {webhook: {url: {secret: gpu, key: url}}}}
    routing:
      receiver: chat
      intervals: {nights: [{times: ["20:00-08:00"]}]}
      routes:
        warning:
          when: {severity: warning}
          mute: [nights]
          routes:
  -         rest: {when: {severity: {matches: warn.+}}, to: gpu}  # error
  +         rest: {when: {severity: {matches: warn.+}}, to: gpu, mute: [nights]}
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from tocsin import ir
from tocsin.finding import Checked, Finding
from tocsin.routing.branches import branches
from tocsin.routing.delivery import deliveries


def check_all(estate: Sequence[Checked]) -> Iterator[Finding]:
    """Yield every branch without intervals of a route that has some."""
    for delivery in deliveries(estate):
        for branch in branches(delivery.routing.root):
            around = branch.parents[-1]
            if _at_any_time(delivery.checked, branch.route):
                continue
            for key, intervals in (("mute", around.mute), ("active", around.active)):
                if intervals and not branch.route.mute and not branch.route.active:
                    listed = ", ".join(intervals)
                    yield Finding(
                        message=f"`{branch.route.name}` notifies at any time: `{key}` of `{around.name}` does not hold for its branches",
                        help=f"write `{key}: [{listed}]` here too, or `{key}: []` when it is to notify at any time",
                        where=delivery.checked,
                        at=branch.route.at,
                        part="key",
                        notes=(("it is said", delivery.checked, (*around.at, key)),),
                    )
                    break


def _at_any_time(checked: Checked, route: ir.Route) -> bool:
    """Tell whether its author has said that it has no intervals."""
    return any(checked.resolved.origins.value((*route.at, key)) == [] for key in ("mute", "active"))
