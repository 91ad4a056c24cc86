"""The branches of one route, found by what they ask for: hundreds of teams have one each, and each alert is for a few of them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from tocsin import ir
from tocsin.routing.tree import Value


class Siblings:
    """Branches of one route, in the order in which they are tried."""

    def __init__(self, routes: Sequence[ir.Route]) -> None:
        """Take the branches."""
        self._asking: dict[tuple[str, str], list[int]] = {}
        self._others: list[int] = []
        for position, route in enumerate(routes):
            exact = next((matcher for matcher in route.matchers if matcher.op == "="), None)
            asking = self._others if exact is None else self._asking.setdefault((exact.label, exact.value), [])
            asking.append(position)
        self.labels = frozenset(label for label, _ in self._asking)
        """Some of the labels that they ask for."""

    def among(self, values: Iterable[tuple[str, str]]) -> list[int]:
        """Return the positions, ascending, of those that may match an alert whose labels are among `values`; no other one does."""
        found = {position for value in set(values) for position in self._asking.get(value, ())}
        return sorted(found.union(self._others))


class Near:
    """The branches of every route of a tree, found as Siblings are."""

    def __init__(self) -> None:
        self._siblings: dict[int, Siblings] = {}

    def branches(self, route: ir.Route, value: Value) -> Sequence[ir.Route]:
        """Return the branches of `route` that may match an alert with these labels, in their order; no other one does.

        Raises:
            UndecidedError: what a branch asks for is not known, one perhaps that would never be tried.
        """
        siblings = self._siblings.get(id(route))
        if siblings is None:
            siblings = self._siblings[id(route)] = Siblings(route.routes)
        return [route.routes[position] for position in siblings.among([(label, value(label)) for label in siblings.labels])]
