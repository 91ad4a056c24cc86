"""One of several values that a route asks for, which no alert has in any environment: it is misspelt, or what it was for is gone.

The route takes what has the other values, so that it looks alive; what was meant by this one goes elsewhere. As with `route/takes-nothing`,
the platform's severities count whether or not an alert has them today, and so do alerts of platforms without a routing of their own.

Bad (-), good (+):
    receivers: {chat: {webhook: {url: {secret: chat, key: url}}}, gpu: {webhook: {url: {secret: gpu, key: url}}}}
    metrics: {heat: {series: gpu_heat, type: gauge, unit: celsius}, load: {series: load_average, type: gauge, unit: processes}}
    components:
      gpus: {component: gpus, thresholds: {heat: {above: 90C, for: 5m}}}
      nodes: {component: nodes, thresholds: {load: {above: 64, for: 5m}}}
    routing:
      receiver: chat
      routes:
  -     hardware: {when: {component: [gpus, node]}, to: gpu}  # error
  +     hardware: {when: {component: [gpus, nodes]}, to: gpu}
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from tocsin import ir
from tocsin.finding import Checked, Finding
from tocsin.routing.branches import branches
from tocsin.routing.conceivable import Conceivable
from tocsin.routing.delivery import Delivery, deliveries
from tocsin.routing.implication import only
from tocsin.section.matching import Matching
from tocsin.source import KeyPath
from tocsin.spec.routing import Route as Written

FROM_ABSENCE: Final = "estate"
IN_VAIN: Final = True

_Value = tuple[str, KeyPath, str, str]
"""Of which platform it is, which route asks, for which label, and for what."""


def check_all(estate: Sequence[Checked]) -> Iterator[Finding]:
    """Yield every value among several that no alert has in any environment whose route asks for it."""
    asked: Counter[_Value] = Counter()
    found: dict[_Value, list[Finding]] = {}
    for delivery in deliveries(estate):
        asked.update(each for each, _ in _asked(delivery))
        for each, finding in _idle(delivery):
            found.setdefault(each, []).append(finding)
    yield from (findings[0] for each, findings in found.items() if len(findings) == asked[each])


def _idle(delivery: Delivery) -> Iterator[tuple[_Value, Finding]]:
    conceivable = Conceivable(delivery)
    taking = {branch.route.at: branch for branch in branches(delivery.routing.root)} if delivery.arrivals else {}
    for each, at in _asked(delivery):
        _, route, label, value = each
        wanted = [ir.Matcher(label=label, op="=", value=value)]
        # Of a route that takes nothing at all another check speaks.
        if route in taking and not conceivable.any(wanted) and conceivable.any(taking[route].asked):
            why, remedy = conceivable.reason(wanted)
            message = f"no alert gets to `{taking[route].route.name}` by `{value}`: {why}"
            yield each, Finding(message=message, help=remedy, where=delivery.checked, at=at)


def _asked(delivery: Delivery) -> Iterator[tuple[_Value, KeyPath]]:
    """Yield the values of which a route of the author's asks for any, each with its place."""
    routing = delivery.checked.resolved.spec.routing
    for at, written in _written(routing.routes if routing is not None else {}, ("routing",)):
        for label, wanted in written.when.items():
            for value, step in _several(wanted):
                yield (delivery.checked.named_at, at, label, value), (*at, "when", label, step)


def _written(routes: Mapping[str, Written], around: KeyPath) -> Iterator[tuple[KeyPath, Written]]:
    for name, route in routes.items():
        at = (*around, "routes", name)
        yield at, route
        yield from _written(route.routes, at)


def _several(wanted: str | tuple[str, ...] | Matching) -> Iterator[tuple[str, str | int]]:
    match wanted:
        case tuple():
            yield from ((value, index) for index, value in enumerate(wanted))
        case Matching(matches=str(pattern)):
            yield from ((value, "matches") for value in only(ir.Matcher(label="", op="=~", value=pattern)))
        case _:
            return
