"""Alerts that no branch takes, so that they fall to the default receiver."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Final

from tocsin import ir
from tocsin.prove.routing.findings.arrivals import Arrivals
from tocsin.prove.routing.findings.finding import RoutingFinding
from tocsin.prove.routing.findings.inhibition import silences
from tocsin.prove.routing.tree import Hop


def findings(routing: ir.Routing, found: tuple[Arrivals, ...]) -> Iterator[RoutingFinding]:
    """Yield the alerts that fall to the root, where the tree has branches at all.

    Hardly meant is that in two cases. The branches tell alerts apart by a label that this alert lacks. Or it silences another
    alert that a branch takes: while the graver step fires, whoever was told of the lesser one hears nothing.
    That alerts which nobody asked for go to the default receiver is what it is for: one line for information.
    """
    if not routing.root.routes:
        return
    fallen = [each for each in found if any(len(hop.path) == 1 for hop in each.hops)]
    routed = _Routed(routing, found)
    meant: list[str] = []
    for each in fallen:
        reason = _lacks(routing, each) or routed.silenced_by(each)
        if reason:
            message = f"`{each.alert.name}` ({each.alert.severity}) falls to the default receiver `{routing.root.receiver}`: {reason}"
            yield RoutingFinding(code="alert/default-receiver", level="warning", message=message, at=each.alert.at)
        else:
            meant.append(each.alert.name)
    if meant:
        names = list(dict.fromkeys(meant))
        shown = ", ".join(names[:_SHOWN]) + (f" and {len(names) - _SHOWN} more" if len(names) > _SHOWN else "")
        message = f"no branch takes {len(meant)} of {len(found)} alerts, they go to `{routing.root.receiver}`: {shown}"
        yield RoutingFinding(code="routing/default-receiver", level="information", message=message, at=(*routing.at, "receiver"))


_SHOWN: Final = 5
_BRANCHES: Final = 2
"""As many branches that ask for one label are meant to tell alerts apart by it."""


def _lacks(routing: ir.Routing, each: Arrivals) -> str:
    asking = Counter(label for route in routing.root.routes for label in {matcher.label for matcher in route.matchers})
    labels = sorted(label for label, number in asking.items() if number >= _BRANCHES and each.labels.known(label) == "")
    return f"the branches tell alerts apart by `{labels[0]}`, which it does not have" if labels else ""


class _Routed:
    """The alerts that a branch takes, by what an inhibition compares them in: there may be thousands."""

    def __init__(self, routing: ir.Routing, found: tuple[Arrivals, ...]) -> None:
        self.rules = routing.inhibit
        self.taken = [(each, hop) for each in found if (hop := next((hop for hop in each.hops if len(hop.path) > 1), None)) is not None]
        self.known: dict[tuple[str, ...], dict[tuple[str | None, ...], list[tuple[Arrivals, Hop]]]] = {}

    def silenced_by(self, each: Arrivals) -> str:
        """Return whom `each` keeps from hearing what; nothing when it silences none of them."""
        for rule in self.rules:
            for other, hop in self._alike(each, rule.equal):
                if silences(rule, each.labels, other.labels):
                    return f"while it fires, `{hop.receiver}` no longer hears of `{other.alert.name}` ({other.alert.severity})"
        return ""

    def _alike(self, each: Arrivals, equal: tuple[str, ...]) -> list[tuple[Arrivals, Hop]]:
        if equal not in self.known:
            self.known[equal] = {}
            for other, hop in self.taken:
                self.known[equal].setdefault(_values(other, equal), []).append((other, hop))
        return self.known[equal].get(_values(each, equal), [])


def _values(each: Arrivals, labels: tuple[str, ...]) -> tuple[str | None, ...]:
    return tuple(each.labels.known(label) for label in labels)
