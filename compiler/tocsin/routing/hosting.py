"""The inhibitions of platforms without a routing, written where their alerts arrive."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from msgspec.structs import replace

from tocsin.finding import Checked
from tocsin.ir import InhibitRule, Matcher, Routing


def hosting(estate: Sequence[Checked]) -> tuple[Checked, ...]:
    """Return the estate in which each Alertmanager configuration also has the inhibitions of its cluster's platforms that have none.

    Each of them asks for the alerts of its own platform, so that one too many silences nobody.
    """
    guests = [each for each in estate if each.platform.routing is None and each.platform.inhibit]
    clusters = _joined(each.clusters for each in estate) if guests else ()
    return tuple(_with(each, guests, clusters) if guests else each for each in estate)


def _joined(keys: Iterable[Iterable[str]]) -> tuple[frozenset[str], ...]:
    """Return which keys tell one cluster: environments that write one Secret must write the same, also for a guest of one of them."""
    clusters: list[frozenset[str]] = []
    for own in dict.fromkeys(map(frozenset, keys)):
        met = [each for each in clusters if not each.isdisjoint(own)]
        clusters = [*(each for each in clusters if each not in met), own.union(*met)]
    return tuple(clusters)


def _with(host: Checked, guests: Iterable[Checked], clusters: Iterable[frozenset[str]]) -> Checked:
    routing = host.platform.routing
    # An AlertmanagerConfig is asked only for alerts of its own platform.
    if routing is None or host.platform.cluster.alertmanager_delivery == "alertmanagerconfig":
        return host
    cluster = next(each for each in clusters if not each.isdisjoint(host.clusters))
    brought = tuple(_brought(routing, (guest for guest in guests if not cluster.isdisjoint(guest.clusters))))
    return replace(host, platform=replace(host.platform, routing=replace(routing, inhibit=(*routing.inhibit, *brought))))


def _brought(routing: Routing, guests: Iterable[Checked]) -> Iterator[InhibitRule]:
    """Yield what the guests add: two environments of one platform mostly say the same."""
    known = {_said(rule) for rule in routing.inhibit}
    for guest in guests:
        for rule in guest.platform.inhibit:
            if _said(rule) not in known:
                known.add(_said(rule))
                yield replace(rule, name=f"{guest.platform.name}-{rule.name}", at=routing.at)


def _said(rule: InhibitRule) -> tuple[tuple[Matcher, ...], tuple[Matcher, ...], tuple[str, ...]]:
    return rule.source, rule.target, rule.equal
