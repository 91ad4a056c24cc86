"""`continue` where no route comes after that could take the same alerts, or all of one severity: it does nothing for them.

Whoever wrote it meant the default receiver to hear of the alert too, but the default is for what no branch takes at all. Of one severity
that is told where the route asks for severities alone and the default receiver is surer to hear than those whom the route tells: to a chat,
and on to a pager with what is critical, is as it should be. `tocsin prove --remarks` lists what ends at every such route.
https://github.com/prometheus/alertmanager/blob/main/dispatch/route.go, func (*Route) Match

Bad (-), good (+):
    receivers: {chat: {webhook: {url: {secret: chat, key: url}}}, pager: {webhook: {url: {secret: pager, key: url}}}}
    routing:
      receiver: chat
      routes:
        critical: {when: {severity: critical}, to: pager, continue: true}  # error
  +     everything: {when: {severity: {matches: .+}}, to: chat}
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from tocsin import ir
from tocsin.conventions import SEVERITY_LABEL
from tocsin.finding import Checked, Finding
from tocsin.routing.branches import Branch, branches
from tocsin.routing.delivery import Delivery, deliveries
from tocsin.routing.implication import exclusive
from tocsin.routing.matching import maybe
from tocsin.routing.reach_of_receivers import at_least

BY_ENVIRONMENT = True
IN_VAIN = True


def check_all(estate: Sequence[Checked]) -> Iterator[Finding]:
    """Yield every route that continues to nothing, be it with all of its alerts or with all of one severity."""
    for delivery in deliveries(estate):
        for branch in branches(delivery.routing.root):
            if not branch.route.continues or not branch.by_author:
                continue
            if _ends(branch):
                reason = "takes what it takes" if branch.after else "comes after it"
                yield _finding(
                    delivery,
                    branch,
                    f"`{branch.route.name}` continues, but no route {reason}",
                    "remove `continue: true`; for the default receiver to hear of it too, add a route to it after this one",
                )
            elif left := _left(delivery, branch):
                listed = " or ".join(f"`{severity}`" for severity in left)
                default = _default(branch)
                yield _finding(
                    delivery,
                    branch,
                    f"`{branch.route.name}` continues, but no route after it takes what is {listed}:"
                    f" `{default}`, the default, does not hear of it",
                    f"add a route to `{default}` after it for what is {listed}, or take that out of this `when:`",
                )


def _finding(delivery: Delivery, branch: Branch, message: str, remedy: str) -> Finding:
    return Finding(message=message, help=remedy, where=delivery.checked, at=(*branch.route.at, "continue"), part="key")


def _ends(branch: Branch, *more: ir.Matcher) -> bool:
    """Tell whether no route comes after that could take what the branch takes, if that is as `more` ask."""
    return all(exclusive((*branch.asked, *more, *later.matchers)) for later in branch.after)


def _left(delivery: Delivery, branch: Branch) -> list[str]:
    """Return the severities of alerts that the branch takes and nobody after it does, where the default receiver would hear them better."""
    receivers = {receiver.name: receiver for receiver in delivery.routing.receivers}
    default, told = receivers.get(_default(branch)), receivers.get(branch.receiver)
    by_severity = all(matcher.label == SEVERITY_LABEL for matcher in branch.asked)
    if not by_severity or default is None or told is None or at_least(told) >= at_least(default):
        return []
    left: list[str] = []
    for severity in delivery.severities:
        one = ir.Matcher(label=SEVERITY_LABEL, op="=", value=severity)
        taken = (*branch.asked, one)
        if not exclusive(taken) and _ends(branch, one) and any(maybe(taken, sort[0].labels) for sort in delivery.sorts):
            left.append(severity)
    return left


def _default(branch: Branch) -> str:
    return next(route.receiver for route in reversed(branch.parents) if route.receiver is not None)
