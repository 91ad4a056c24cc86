"""What Alertmanager is told besides who gets which alert: routes, receivers, inhibitions, times."""

from __future__ import annotations

from collections.abc import Iterator

from tocsin import ir
from tocsin.diff.entry import Entry
from tocsin.diff.plain import plain
from tocsin.diff.seen import Seen


def entries(seen: Seen) -> Iterator[tuple[str, Entry]]:
    """Yield what the platform's Alertmanager configuration has."""
    routing = seen.platform.routing
    if routing is None:
        return
    yield from (("routes", each) for each in _routes(routing.root, ()))
    for receiver in routing.receivers:
        said = ", ".join(receiver.kinds) or "nobody is told"
        facts = plain(receiver, without={"name", "custom_resource"})
        yield "receivers", Entry(at=receiver.at, name=receiver.name, said=said, facts=(facts,))
    for rule in routing.inhibit:
        facts = plain(rule, without={"name"})
        yield "inhibitions", Entry(at=rule.at, name=rule.name, said=_silences(facts), facts=(facts,))
    for interval in routing.intervals:
        yield "times", Entry(at=interval.at, name=interval.name, facts=(plain(interval, without={"name"}),))
    settings = plain(routing, without={"root", "receivers", "inhibit", "intervals"})
    yield "Alertmanager", Entry(at=("routing", "settings"), name="settings", facts=(settings,), part=True)


def _routes(route: ir.Route, above: tuple[str, ...]) -> Iterator[Entry]:
    path = (*above, route.name)
    facts = {**plain(route, without={"name", "routes"}), "then": ", ".join(each.name for each in route.routes)}
    said = " for ".join(filter(None, [facts.get("receiver", "as above"), facts.get("matchers", "")]))
    yield Entry(at=(*route.at, *path), name=" > ".join(path), said=said, facts=({name: text for name, text in facts.items() if text},))
    for each in route.routes:
        yield from _routes(each, path)


def _silences(facts: dict[str, str]) -> str:
    return f"{facts.get('source', 'anything')} silences {facts.get('target', 'anything')} with the same {facts.get('equal', 'nothing')}"
