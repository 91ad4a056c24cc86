"""A grave severity that no route takes, where another grave one has a route: it falls to the default receiver, and calls nobody.

Grave is what is above `warning`, or the gravest where there is no `warning`.

Bad (-), good (+):
    platform: {severities: [warning, high, critical]}
    receivers: {chat: {webhook: {url: {secret: chat, key: url}}}, pager: {webhook: {url: {secret: pager, key: url}}}}
    metrics: {heat: {series: gpu_heat, type: gauge, unit: celsius}}
    components:
      gpus:
        thresholds:
          heat: {above: 90C, for: 5m, severity: high}  # error
  - routing: {receiver: chat, routes: {critical: {when: {severity: critical}, to: pager}}}
  + routing: {receiver: chat, routes: {critical: {when: {severity: [high, critical]}, to: pager}}}
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from tocsin import ir
from tocsin.conventions import SEVERITY_LABEL
from tocsin.finding import Checked, Finding
from tocsin.routing.arrivals import Arrivals
from tocsin.routing.branches import Branch, branches
from tocsin.routing.delivery import deliveries
from tocsin.routing.matching import maybe
from tocsin.routing.severities import asked_for
from tocsin.wording import and_more

BY_ENVIRONMENT = True


def check_all(estate: Sequence[Checked]) -> Iterator[Finding]:
    """Yield, for each grave severity, the first alert that falls to the default receiver though its like is sent elsewhere."""
    for delivery in deliveries(estate):
        graded = [(branch, taken) for branch in branches(delivery.routing.root) if (taken := asked_for(branch.asked, delivery.severities))]
        fallen: dict[str, list[tuple[ir.Alert, Branch]]] = {}
        grave = delivery.grave
        for each in delivery.fallen if graded else ():
            branch = _of_its_like(grave, each, graded) if each.alert.severity in grave else None
            if branch is not None:
                fallen.setdefault(each.alert.severity, []).append((each.alert, branch))
        for severity, alerts in fallen.items():
            alert, branch = alerts[0]
            more = and_more(len(alerts) - 1)
            yield Finding(
                message=f"no route takes `{severity}`: `{alert.name}`{more} {'fall' if more else 'falls'} to the default receiver"
                f" `{delivery.routing.root.receiver}`",
                help=f"add `{severity}` to `when:` of `{branch.route.name}`, or give it a route of its own",
                where=delivery.checked,
                at=(*alert.at, "severity"),
                notes=((f"`{branch.receiver}` is told of what is as grave", delivery.checked, branch.route.at),),
            )


def _of_its_like(grave: frozenset[str], each: Arrivals, graded: Sequence[tuple[Branch, frozenset[str]]]) -> Branch | None:
    """Return a route for another grave severity that would take the alert if it had that one."""
    for branch, taken in graded:
        rest = [matcher for matcher in branch.asked if matcher.label != SEVERITY_LABEL]
        if each.alert.severity not in taken and taken & grave and maybe(rest, each.labels):
            return branch
    return None
