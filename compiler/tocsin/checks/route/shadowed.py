"""A route behind one that takes all of its alerts and does not continue: it never gets one.

Routes are tried in their order, and the first that matches ends the search. https://prometheus.io/docs/alerting/latest/configuration/#route

Bad (-), good (+):
    receivers: {chat: {webhook: {url: {secret: chat, key: url}}}, gpu: {webhook: {url: {secret: gpu, key: url}}}}
    metrics: {heat: {series: gpu_heat, type: gauge, unit: celsius}}
    components: {gpus: {component: gpu, thresholds: {heat: {above: 85C, for: 5m, severity: critical}}}}
    routing:
      receiver: chat
      routes:
  +     gpu: {when: {severity: critical, component: gpu}, to: gpu}
        critical: {when: {severity: critical}, to: chat}
  -     gpu: {when: {severity: critical, component: gpu}, to: gpu}  # error
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from tocsin import ir
from tocsin.finding import Checked, Finding
from tocsin.routing.branches import Branch, branches
from tocsin.routing.delivery import deliveries
from tocsin.routing.implication import exclusive, implied, only
from tocsin.routing.siblings import Siblings
from tocsin.source import KeyPath

BY_ENVIRONMENT = True
IN_VAIN = True


def check_all(estate: Sequence[Checked]) -> Iterator[Finding]:
    """Yield every route whose alerts those before it take, whichever alerts there are."""
    for delivery in deliveries(estate):
        told: set[KeyPath] = set()
        siblings: dict[int, Siblings] = {}
        for branch in branches(delivery.routing.root):
            if branch.parents[-1].at in told or exclusive(branch.asked):
                told.add(branch.route.at)
                continue
            parent = branch.parents[-1]
            if id(parent) not in siblings:
                siblings[id(parent)] = Siblings(parent.routes)
            takers = _takers(branch, siblings[id(parent)])
            if not takers:
                continue
            told.add(branch.route.at)
            names = " and ".join(f"`{taker.name}`" for taker in takers)
            one = len(takers) == 1
            same = one and set(takers[0].matchers) == set(branch.route.matchers)
            remedy = f"move it before {names}, or write `continue: true` there"
            if one and implied(branch.route.matchers, takers[0].matchers):
                # Before that it would take all of its alerts in turn: of two with other times (`active:`) the order settles nothing.
                remedy = f"write `continue: true` in {names}, or remove one of both"
            yield Finding(
                message=f"no alert gets to `{branch.route.name}`: {names} before it {'takes' if one else 'take'}"
                f" {'the same ones' if same else 'them all'} and {'does' if one else 'do'} not continue",
                help=remedy,
                where=delivery.checked,
                at=branch.route.at,
                part="key",
                notes=tuple(("they are taken", delivery.checked, taker.at) for taker in takers),
            )


def _takers(branch: Branch, siblings: Siblings) -> tuple[ir.Route, ...]:
    """Return the routes before `branch` that leave it nothing: one of them, or one for each value that it asks for."""
    # Whose condition is implied asks for a value that is asked for here.
    near = siblings.among((matcher.label, value) for matcher in branch.asked for value in only(matcher))
    before = [route for route in (branch.before[position] for position in near if position < len(branch.before)) if not route.continues]
    for taker in before:
        if implied(taker.matchers, branch.asked):
            return (taker,)
    for index, matcher in enumerate(branch.asked):
        rest = (*branch.asked[:index], *branch.asked[index + 1 :])
        each = [_first(before, (*rest, ir.Matcher(label=matcher.label, op="=", value=value))) for value in only(matcher)]
        found = [taker for taker in each if taker is not None]
        if len(each) > 1 and len(found) == len(each):
            return tuple({taker.at: taker for taker in found}.values())
    return ()


def _first(before: Sequence[ir.Route], asked: tuple[ir.Matcher, ...]) -> ir.Route | None:
    return next((route for route in before if implied(route.matchers, asked)), None)
