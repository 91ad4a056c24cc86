"""A route that loses alerts it asks for to one before it, which does not continue: its receiver never hears of them.

Two routes ask for different things, and some alerts are both. The first takes them, and the second team is not told of its own alert. A
route before it that asks for the same and more is a special case, and no fault; so is a branch of it that does. A route that asks for a
severity alone is for what no route before it has taken: it loses nothing to one that tells somebody who is as sure to hear of a grave
alert, a pager for a pager. Nor is anything lost to a receiver with `discard: true`, which is there so that nobody hears. Where another
order is meant, say in the second route's `when:` what it leaves to the first.

Bad (-), good (+):
    receivers: {chat: {webhook: {url: {secret: chat, key: url}}}, gpu: {webhook: {url: {secret: gpu, key: url}}}}
    metrics: {heat: {series: gpu_heat, type: gauge, unit: celsius}}
    components: {gpus: {component: gpu, thresholds: {heat: {above: {warning: 80C, critical: 90C}, for: 5m}}}}
    routing:
      receiver: chat
      routes:
  -     critical: {when: {severity: critical}, to: chat}
  +     critical: {when: {severity: critical}, to: chat, continue: true}
        gpu: {when: {component: gpu}, to: gpu}  # error
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Final

from msgspec import Struct
from msgspec.structs import replace

from tocsin import ir
from tocsin.conventions import SEVERITY_LABEL
from tocsin.finding import Checked, Finding
from tocsin.routing.arrivals import Arrivals
from tocsin.routing.branches import Branch, branches
from tocsin.routing.delivery import Delivery, deliveries
from tocsin.routing.implication import implied
from tocsin.routing.matching import surely
from tocsin.routing.reach_of_receivers import at_least, at_most
from tocsin.routing.siblings import Siblings
from tocsin.routing.tree import Hop, hops
from tocsin.routing.ways import lookup
from tocsin.source import KeyPath
from tocsin.wording import and_more

BY_ENVIRONMENT = True

_Sort = tuple[Arrivals, ...]


def check_all(estate: Sequence[Checked]) -> Iterator[Finding]:
    """Yield every route of whose alerts another one before it keeps some from its receiver."""
    for delivery in deliveries(estate):
        told = _Told(
            receivers={receiver.name: receiver for receiver in delivery.routing.receivers if receiver.configs}, grave=delivery.grave
        )
        contested = _contested(delivery)
        for branch in branches(delivery.routing.root):
            rivals = contested.get(id(branch.route), {}) if branch.by_author and branch.receiver in told.receivers else {}
            for position in sorted(rivals):
                taker = branch.before[position]
                lost = _lost(branch, taker, rivals[position], told)
                if lost:
                    yield _finding(delivery, branch, taker, lost)
                    break


def _contested(delivery: Delivery) -> dict[int, dict[int, list[_Sort]]]:
    """Return by each route's identity, and the position of one before it, what that takes and the route may ask for, too.

    It is what is taken whatever the unknown labels are; alerts are together that all routes take for the same.
    """
    parents: dict[KeyPath, list[tuple[ir.Route, int]]] = {}
    for branch in branches(delivery.routing.root):
        parents.setdefault(branch.route.at, []).append((branch.parents[-1], len(branch.before)))
    above = {id(parent): parent for places in parents.values() for parent, _ in places}
    siblings = {identity: Siblings(parent.routes) for identity, parent in above.items()}
    found: dict[int, dict[int, list[_Sort]]] = {}
    for sort in delivery.own_alike:
        labels = sort[0].labels
        always = set.intersection(*({route.at for hop in way for route in hop.path} for way in sort[0].ways))
        for parent, position in (place for at in always for place in parents.get(at, ())):
            around = siblings[id(parent)]
            values = [(label, value) for label in around.labels if (value := labels.known(label)) is not None]
            for other in around.among(values):
                if other > position:
                    found.setdefault(id(parent.routes[other]), {}).setdefault(position, []).append(sort)
    return found


def _lost(branch: Branch, taker: ir.Route, taken: Iterable[_Sort], told: _Told) -> list[ir.Alert]:
    around = tuple(matcher for route in branch.parents for matcher in route.matchers)
    asked = (*around, *taker.matchers)
    if taker.continues or told.discards(taker):
        return []
    alone = replace(branch.route, receiver=branch.receiver)
    wanted = (*asked, *branch.route.matchers)
    lost = [
        each.alert
        for sort in taken
        if surely(wanted, sort[0].labels) and not _heard_anyway(sort[0], alone) and not _cared_for(sort[0], branch, taker, alone, told)
        for each in sort
    ]
    if lost and (implied(branch.route.matchers, asked) or implied(taker.matchers, branch.asked)):
        return []
    return lost


def _cared_for(each: Arrivals, branch: Branch, taker: ir.Route, alone: ir.Route, told: _Told) -> bool:
    """Tell whether the taker does with the alert, on every way, what the route would, if in another way or for somebody else.

    Either a branch of the taker asks for what the route asks for; or the route is for what is left of a severity, and the alert is not
    grave or somebody is told of it who is as sure to hear.
    """
    left_over = all(matcher.label == SEVERITY_LABEL for matcher in branch.route.matchers)
    if left_over and each.alert.severity not in told.grave:
        return True
    wanted = [hop.receiver for hop in hops(alone, lookup(each.labels, {}, rest=""))]
    return all(_special(way, branch, taker) or (left_over and told.as_surely(way, wanted)) for way in each.ways)


def _special(way: Sequence[Hop], branch: Branch, taker: ir.Route) -> bool:
    below = [hop.path for hop in way if taker in hop.path[:-1]]
    return any(implied(branch.route.matchers, [matcher for route in path for matcher in route.matchers]) for path in below)


class _Told(Struct, frozen=True, kw_only=True):
    receivers: Mapping[str, ir.Receiver]
    """Those that tell somebody, by name."""
    grave: frozenset[str]

    def discards(self, route: ir.Route) -> bool:
        """Tell whether a route is there to tell nobody of what it takes: a receiver with `discard: true`, and no branch that says else."""
        return bool(route.receiver) and route.receiver not in self.receivers and not route.routes

    def as_surely(self, way: Sequence[Hop], wanted: Sequence[str]) -> bool:
        """Tell whether somebody on `way` may be as sure to hear as each of `wanted`."""
        heard = max((at_most(self.receivers[hop.receiver]) for hop in way if hop.receiver in self.receivers), default=0)
        return all(at_least(self.receivers[name]) <= heard for name in wanted if name in self.receivers)


def _heard_anyway(each: Arrivals, alone: ir.Route) -> bool:
    """Tell whether those whom the route would tell hear of the alert in another way."""
    wanted = {hop.receiver for hop in hops(alone, lookup(each.labels, {}, rest=""))}
    return all(wanted <= {hop.receiver for hop in way} for way in each.ways)


def _finding(delivery: Delivery, branch: Branch, taker: ir.Route, lost: list[ir.Alert]) -> Finding:
    first = lost[0]
    more = and_more(len(lost) - 1)
    return Finding(
        message=f"`{taker.name}` takes `{first.name}` ({first.severity}){more} before `{branch.route.name}`,"
        f" so that `{branch.receiver}` does not hear of {'them' if more else 'it'}",
        help=_remedy(branch.route, taker, first),
        where=delivery.checked,
        at=branch.route.at,
        part="key",
        notes=(("it is taken", delivery.checked, taker.at), ("the alert is", delivery.checked, first.at)),
    )


def _remedy(route: ir.Route, taker: ir.Route, lost: ir.Alert) -> str:
    """Return what to write; who mutes one alert for a while may not know that this needs no route, nor that a route mutes only itself."""
    usual = f"write `continue: true` in `{taker.name}`, so that both hear of it, or {_left(route, taker)}"
    for muting, told in ((taker, route), (route, taker)):
        if muting.mute and muting.receiver is None:
            usual = f"let `{muting.name}` be a branch of whom it is to mute: `{told.name}: {{routes: {{{muting.name}: ...}}}}`"
    silence = f"; a silence quiets it for a while, whoever is told: `amtool silence add alertname={lost.name} --duration 7d`"
    return usual + (silence if route.mute or taker.mute else "")


def _left(route: ir.Route, taker: ir.Route) -> str:
    """Return how the route leaves to `taker` what that takes; of several conditions at once no single one is the contrary."""
    match taker.matchers:
        case (matcher,) if matcher.op in _CONTRARY and matcher.label not in {own.label for own in route.matchers}:
            return f"add `{matcher.label}: {{{_CONTRARY[matcher.op].format(matcher.value)}}}` to this `when:`"
        case _:
            return f"say in this `when:` what is left to `{taker.name}`"


_CONTRARY: Final = {"=": "not: {}", "=~": "not_matches: '{}'"}
"""What asks for the contrary of a condition."""
