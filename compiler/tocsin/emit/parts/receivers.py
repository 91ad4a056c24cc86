"""Who is told of an alert, by its labels: the routing tree walked as Alertmanager walks it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from tocsin import ir


def told(routing: ir.Routing | None, labels: Mapping[str, str]) -> tuple[str, ...]:
    """Return the receivers of an alert with `labels`, each once; of labels that only its series have nothing is known.

    A route that no branch of it takes notifies itself; the first branch that matches ends the search unless it continues.
    https://github.com/prometheus/alertmanager/blob/main/dispatch/route.go, func (*Route) Match
    """
    return () if routing is None else tuple(dict.fromkeys(_receivers(routing.root, labels, "")))


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
