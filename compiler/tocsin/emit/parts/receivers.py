"""Who is told of an alert, by its labels: the routing tree walked as Alertmanager walks it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from tocsin import ir


class Receivers:
    """Answers for one routing tree; alerts that differ in nothing that a route asks are told to the same receivers."""

    def __init__(self, routing: ir.Routing | None) -> None:
        self._root = routing.root if routing is not None else None
        self._asked = sorted({matcher.label for route in _all(self._root) for matcher in route.matchers})
        self._known: dict[tuple[str, ...], tuple[str, ...]] = {}

    def told(self, labels: Mapping[str, str]) -> tuple[str, ...]:
        """Return the receivers of an alert with `labels`, each once; of labels that only its series have nothing is known.

        A route that no branch of it takes notifies itself; the first branch that matches ends the search unless it continues.
        https://github.com/prometheus/alertmanager/blob/main/dispatch/route.go, func (*Route) Match
        """
        if self._root is None:
            return ()
        key = tuple([labels.get(label, "") for label in self._asked])
        found = self._known.get(key)
        if found is None:
            found = self._known[key] = tuple(dict.fromkeys(_receivers(self._root, labels, "")))
        return found


def _all(route: ir.Route | None) -> Iterator[ir.Route]:
    if route is not None:
        yield route
        for branch in route.routes:
            yield from _all(branch)


def _receivers(route: ir.Route, labels: Mapping[str, str], inherited: str) -> Iterator[str]:
    receiver = route.receiver or inherited
    reached = False
    for branch in route.routes:
        if all(_holds(matcher, labels.get(matcher.label, "")) for matcher in branch.matchers):
            reached = True
            yield from _receivers(branch, labels, receiver)
            if not branch.continues:
                return
    if not reached:
        yield receiver


def _holds(matcher: ir.Matcher, value: str) -> bool:
    match matcher.op:
        case "=":
            return value == matcher.value
        case "!=":
            return value != matcher.value
        case "=~":
            return re.fullmatch(matcher.value, value) is not None
        case "!~":
            return re.fullmatch(matcher.value, value) is None
