"""`continue` where no route comes after that could take the same alerts: it does nothing.

Whoever wrote it meant the default receiver to hear of the alert too, but the default is for what no branch takes at all.
https://github.com/prometheus/alertmanager/blob/main/dispatch/route.go, func (*Route) Match

Bad:
    receivers: {chat: {webhook: {url: {secret: chat, key: url}}}, pager: {webhook: {url: {secret: pager, key: url}}}}
    routing:
      receiver: chat
      routes:
        critical: {when: {severity: critical}, to: pager, continue: true}  # error

Good:
    receivers: {chat: {webhook: {url: {secret: chat, key: url}}}, pager: {webhook: {url: {secret: pager, key: url}}}}
    routing:
      receiver: chat
      routes:
        critical: {when: {severity: critical}, to: pager, continue: true}
        everything: {when: {severity: {matches: .+}}, to: chat}
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from tocsin.finding import Checked, Finding
from tocsin.routing.branches import branches
from tocsin.routing.delivery import deliveries
from tocsin.routing.implication import exclusive


def check_all(estate: Sequence[Checked]) -> Iterator[Finding]:
    """Yield every route that continues to nothing."""
    for delivery in deliveries(estate):
        for branch in branches(delivery.routing.root):
            if not branch.route.continues or not branch.by_author:
                continue
            if all(exclusive((*branch.asked, *later.matchers)) for later in branch.after):
                reason = "takes what it takes" if branch.after else "comes after it"
                yield Finding(
                    message=f"`{branch.route.name}` continues, but no route {reason}",
                    help="remove `continue: true`; for the default receiver to hear of it too, add a route to it after this one",
                    where=delivery.checked,
                    at=(*branch.route.at, "continue"),
                    part="key",
                )
