"""Which receivers get an alert, by its labels."""

from __future__ import annotations

from collections.abc import Mapping

from tocsin import ir
from tocsin.routing.branches import routes
from tocsin.routing.siblings import Near
from tocsin.routing.tree import hops


class Receivers:
    """Answers for one routing tree; alerts that differ in nothing that a route asks are told to the same receivers."""

    def __init__(self, routing: ir.Routing | None) -> None:
        """Take the routing, if the platform has one."""
        self._root = routing.root if routing is not None else None
        self._asked = sorted({matcher.label for route in routes(routing.root) for matcher in route.matchers} if routing is not None else ())
        self._near = Near()
        self._known: dict[tuple[str, ...], tuple[str, ...]] = {}

    def told(self, labels: Mapping[str, str]) -> tuple[str, ...]:
        """Return the receivers of an alert with `labels`, each once; of labels that only its series have nothing is known."""
        if self._root is None:
            return ()
        key = tuple([labels.get(label, "") for label in self._asked])
        found = self._known.get(key)
        if found is None:
            arrived = hops(self._root, lambda label: labels.get(label, ""), tried=self._near.branches)
            found = self._known[key] = tuple(dict.fromkeys(hop.receiver for hop in arrived))
        return found
