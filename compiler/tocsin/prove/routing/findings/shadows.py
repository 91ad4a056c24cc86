"""Routes that no alert can reach, whichever labels it has."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from tocsin import ir
from tocsin.prove.routing.findings.finding import RoutingFinding
from tocsin.prove.routing.tree import holds


def findings(routing: ir.Routing) -> Iterator[RoutingFinding]:
    """Yield each route behind one that takes all of its alerts and does not continue, and each that asks for what cannot be."""
    yield from _below(routing.root, ())


def _below(parent: ir.Route, known: tuple[ir.Matcher, ...]) -> Iterator[RoutingFinding]:
    for index, route in enumerate(parent.routes):
        asked = (*known, *route.matchers)
        before = (other for other in parent.routes[:index] if not other.continues and _implied(other.matchers, asked))
        if impossible := _impossible(asked):
            message = f"no alert gets to `{route.name}`: {impossible}"
            yield RoutingFinding(code="route/contradiction", level="warning", message=message, at=route.at)
        elif (taker := next(before, None)) is not None:
            message = f"no alert gets to `{route.name}`: `{taker.name}` before it takes them all and does not continue"
            yield RoutingFinding(code="route/shadowed", level="warning", message=message, at=route.at)
        else:
            yield from _below(route, asked)


def _impossible(asked: tuple[ir.Matcher, ...]) -> str:
    for one in asked:
        values = _only(one)
        for other in asked:
            if values and one.label == other.label and not any(holds(other, value) for value in values):
                return f"`{one.label}{one.op}{one.value}` and `{other.label}{other.op}{other.value}` exclude each other"
    return ""


def _implied(wanted: tuple[ir.Matcher, ...], asked: tuple[ir.Matcher, ...]) -> bool:
    return all(matcher in asked or any(_implies(known, matcher) for known in asked) for matcher in wanted)


def _implies(known: ir.Matcher, wanted: ir.Matcher) -> bool:
    values = _only(known)
    return known.label == wanted.label and bool(values) and all(holds(wanted, value) for value in values)


_LISTED: Final = re.compile(r"[\w /:@,-]+(\|[\w /:@,-]+)*")


def _only(matcher: ir.Matcher) -> tuple[str, ...]:
    """Return the values for which alone a matcher holds; nothing when they cannot be listed."""
    if matcher.op == "=":
        return (matcher.value,)
    return tuple(matcher.value.split("|")) if matcher.op == "=~" and _LISTED.fullmatch(matcher.value) else ()
