"""The routing trees of an estate, each with the alerts that its Alertmanager gets."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cached_property, lru_cache

from msgspec import Struct

from tocsin import ir
from tocsin.conventions import SEVERITY_LABEL
from tocsin.diagnostics.nearest import plainly_meant
from tocsin.finding import Checked, Finding
from tocsin.routing.arrivals import Arrivals, alike, arrivals, sorts
from tocsin.routing.branches import routes
from tocsin.routing.implication import only
from tocsin.source import KeyPath


class Delivery(Struct, frozen=True, kw_only=True, eq=False, dict=True):
    """The routing tree of one platform in one environment, and the alerts that get into it."""

    checked: Checked
    routing: ir.Routing
    own: tuple[Arrivals, ...]
    """The platform's own alerts."""
    others: tuple[Arrivals, ...]
    """The alerts of platforms in the same cluster that have no routing of their own: they get to this Alertmanager too."""

    @property
    def arrivals(self) -> tuple[Arrivals, ...]:
        """Return all alerts that get into the tree."""
        return (*self.own, *self.others)

    @cached_property
    def own_alike(self) -> tuple[tuple[Arrivals, ...], ...]:
        """The platform's own alerts, in groups that take the same ways through the tree."""
        return alike(self.own)

    @cached_property
    def fallen(self) -> tuple[Arrivals, ...]:
        """The platform's own alerts that no branch takes on at least one of their ways, so that the root's receiver gets them.

        Without those whose severity a branch plainly means and misspells: of that `route/takes-nothing` and its like tell.
        """
        falling = {id(group[0].ways) for group in self.own_alike if any(len(hop.path) == 1 for hop in group[0].hops)}
        meant = self.misspelt if falling else frozenset()
        return tuple([each for each in self.own if id(each.ways) in falling and each.alert.severity not in meant] if falling else ())

    @cached_property
    def misspelt(self) -> frozenset[str]:
        """The severities that a branch plainly means by another word."""
        graded = (matcher for route in routes(self.routing.root) for matcher in route.matchers if matcher.label == SEVERITY_LABEL)
        asked = {value for matcher in graded for value in only(matcher)}.difference(self.severities)
        return frozenset(filter(None, (plainly_meant(value, self.severities) for value in asked)))

    @cached_property
    def sorts(self) -> tuple[tuple[Arrivals, ...], ...]:
        """All alerts that get into the tree, in groups that no route and no inhibition of the author's tells apart."""
        asked = (matcher.label for route in routes(self.routing.root) for matcher in route.matchers)
        inhibited = (matcher.label for rule in self.inhibitions for matcher in (*rule.source, *rule.target))
        return sorts(self.arrivals, (*asked, *inhibited))

    @property
    def inhibitions(self) -> tuple[ir.InhibitRule, ...]:
        """Return the author's inhibitions, without those of ladders."""
        return tuple(rule for rule in self.routing.inhibit if rule.at[:2] == ("routing", "inhibit"))

    @property
    def severities(self) -> tuple[str, ...]:
        """Return the platform's severities, the gravest last."""
        return self.checked.resolved.spec.platform.severities

    @property
    def grave(self) -> frozenset[str]:
        """Return the severities that are graver than `warning`; only the gravest where the platform has no `warning`."""
        first = self.severities.index(_USUAL) + 1 if _USUAL in self.severities else len(self.severities) - 1
        return frozenset(self.severities[first:])


_USUAL = "warning"


def deliveries(estate: Sequence[Checked]) -> tuple[Delivery, ...]:
    """Return the deliveries of all platforms in all environments, in their order."""
    return _deliveries(tuple(estate))


def hosts_of(guest: Checked, estate: Iterable[Checked]) -> tuple[Checked, ...]:
    """Return those of the estate whose Alertmanager gets the alerts of `guest`; none where it routes for itself."""
    return tuple(each for each in estate if _is_host(each) and not {*each.clusters}.isdisjoint(guest.clusters)) if _is_guest(guest) else ()


def _is_guest(checked: Checked) -> bool:
    return checked.platform.routing is None


def _is_host(checked: Checked) -> bool:
    # An AlertmanagerConfig is asked only for alerts of its own namespace.
    return not _is_guest(checked) and checked.platform.cluster.alertmanager_delivery != "alertmanagerconfig"


def in_every_environment(estate: Sequence[Checked], judge: Callable[[Delivery], Iterable[Finding]]) -> Iterator[Finding]:
    """Yield what `judge` finds about a place, once, if it finds it in every environment that has the place.

    `judge` returns what is wrong with routes, receivers, inhibitions and intervals; of several findings about one place the last counts.
    A check that uses this must declare `FROM_ABSENCE`: an environment that cannot be compiled may be one without the fault.
    """
    platforms: dict[str, list[Delivery]] = {}
    for delivery in deliveries(estate):
        platforms.setdefault(delivery.checked.named_at, []).append(delivery)
    for environments in platforms.values():
        present = [_places(delivery.routing) for delivery in environments]
        found = [
            {_place(finding.at, places): finding for finding in judge(delivery)}
            for delivery, places in zip(environments, present, strict=True)
        ]
        for place, finding in {place: finding for each in reversed(found) for place, finding in each.items()}.items():
            if all(place in each or place not in places for each, places in zip(found, present, strict=True)):
                yield finding


def _places(routing: ir.Routing) -> frozenset[KeyPath]:
    tree = (route.at for route in routes(routing.root))
    receivers = (receiver.at for receiver in routing.receivers)
    inhibitions = (rule.at for rule in routing.inhibit)
    return frozenset([*tree, *receivers, *inhibitions, *(interval.at for interval in routing.intervals)])


def _place(at: KeyPath, places: frozenset[KeyPath]) -> KeyPath:
    """Return which of `places` a finding at `at` is about: the innermost around it."""
    return next(at[:length] for length in range(len(at), 0, -1) if at[:length] in places)


@lru_cache(maxsize=1)  # every check asks for the same estate
def _deliveries(estate: tuple[Checked, ...]) -> tuple[Delivery, ...]:
    guests: dict[str, list[Checked]] = {}
    for checked in estate:
        if _is_guest(checked):
            for cluster in checked.clusters:
                guests.setdefault(cluster, []).append(checked)
    return tuple(
        Delivery(
            checked=checked,
            routing=checked.platform.routing,
            own=arrivals(checked.platform, checked.platform.routing),
            others=tuple(each for guest in _guests(checked, guests) for each in arrivals(guest.platform, checked.platform.routing)),
        )
        for checked in estate
        if checked.platform.routing is not None
    )


def _guests(checked: Checked, guests: dict[str, list[Checked]]) -> Iterable[Checked]:
    if not _is_host(checked):
        return ()
    return dict.fromkeys(guest for cluster in checked.clusters for guest in guests.get(cluster, ()))
