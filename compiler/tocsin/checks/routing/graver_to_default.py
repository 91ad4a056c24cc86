"""A graver step that falls to the default receiver while it silences a lesser one that has a route: whoever was told hears nothing more.

The graver step of a ladder silences the lesser ones. Those who were told of the warning see it end, and somebody else has the critical one.
Whoever writes under `inhibit:` that an alert of one silences those of another has chosen who hears of it.

Bad (-), good (+):
    receivers: {chat: {webhook: {url: {secret: chat, key: url}}}, gpu: {webhook: {url: {secret: gpu, key: url}}}}
    metrics: {heat: {series: gpu_heat, type: gauge, unit: celsius}}
    components:
      gpus:
        thresholds:
          heat: {above: {warning: 80C, critical: 90C}, for: 5m}  # error
  - routing: {receiver: chat, routes: {gpu: {when: {severity: warning}, to: gpu}}}
  + routing: {receiver: chat, routes: {gpu: {when: {severity: [warning, critical]}, to: gpu}}}
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import islice

from tocsin import ir
from tocsin.finding import Checked, Finding
from tocsin.routing.arrivals import Arrivals
from tocsin.routing.delivery import Delivery, deliveries
from tocsin.routing.matching import silences, silences_alike
from tocsin.routing.tree import Hop, hops
from tocsin.routing.ways import MOST_WAYS, Ways, lookup
from tocsin.source import KeyPath

BY_ENVIRONMENT = True


def check_all(estate: Sequence[Checked]) -> Iterator[Finding]:
    """Yield every alert that goes to the default receiver and keeps another receiver from hearing of what it had been told of."""
    for delivery in deliveries(estate):
        if not delivery.fallen:
            continue
        routed = _Routed(delivery)
        told: set[KeyPath] = set()
        for each in delivery.fallen if routed.taken else ():
            silenced = routed.silenced_by(each)
            if silenced is None or each.alert.at in told:
                continue
            told.add(each.alert.at)
            other, hop = silenced
            root = delivery.routing.root
            yield Finding(
                message=f"`{each.alert.name}` ({each.alert.severity}) falls to the default receiver `{root.receiver}`,"
                f" and `{hop.receiver}` no longer hears of `{other.name}` ({other.severity})",
                help=f"let `{hop.name}` take both, or give the graver one a route of its own",
                where=delivery.checked,
                at=each.alert.at,
                part="key",
                notes=(("the lesser one is taken", delivery.checked, hop.path[-1].at),),
            )


class _Routed:
    """The alerts that a branch takes, by what an inhibition compares them in: there may be thousands."""

    def __init__(self, delivery: Delivery) -> None:
        self.rules = delivery.routing.inhibit
        self.root = delivery.routing.root
        self.ways = Ways((self.root,))
        self.default = delivery.routing.root.receiver
        elsewhere = {id(group[0].ways): self._besides(group[0].hops) for group in delivery.own_alike}
        self.taken = [(each, hop) for each in delivery.own if (hop := elsewhere[id(each.ways)]) is not None]
        self.known: dict[tuple[str, ...], dict[tuple[str | None, ...], list[tuple[Arrivals, Hop]]]] = {}

    def _besides(self, arrived: tuple[Hop, ...]) -> Hop | None:
        return next((hop for hop in arrived if len(hop.path) > 1 and hop.receiver != self.default), None)

    def silenced_by(self, each: Arrivals) -> tuple[ir.Alert, Hop] | None:
        """Return an alert that `each` silences, and who was told of it; None when there is none."""
        for rule in self.rules:
            for other, _ in self._alike(each, rule.equal):
                steps = each.alert.at == other.alert.at
                if rule.at[:1] == ("routing",) and each.alert.at[:2] != other.alert.at[:2]:
                    continue
                if (silences_alike if steps else silences)(rule, each.labels, other.labels):
                    hop = self._parted(each, other, rule.equal)
                    if hop is not None:
                        return other.alert, hop
        return None

    def _parted(self, each: Arrivals, other: Arrivals, equal: tuple[str, ...]) -> Hop | None:
        """Return who is told of `other` while `each`, alike in the labels `equal`, is at the default receiver; None: both go one way."""
        for values in islice(self.ways.of(other.labels), MOST_WAYS):
            hop = self._besides(hops(self.root, lookup(other.labels, values)))
            alike = {label: value for label, value in values.items() if label in equal}
            for own in islice(self.ways.of(each.labels, alike), MOST_WAYS) if hop is not None else ():
                if any(len(arrived.path) == 1 for arrived in hops(self.root, lookup(each.labels, own))):
                    return hop
        return None

    def _alike(self, each: Arrivals, equal: tuple[str, ...]) -> list[tuple[Arrivals, Hop]]:
        if equal not in self.known:
            self.known[equal] = {}
            for other, hop in self.taken:
                self.known[equal].setdefault(other.known(equal), []).append((other, hop))
        return self.known[equal].get(each.known(equal), [])
