"""The branches of a routing tree, each with what stands around it."""

from __future__ import annotations

from collections.abc import Iterator

from msgspec import Struct

from tocsin import ir


class Branch(Struct, frozen=True, kw_only=True):
    """A route that is not the root."""

    route: ir.Route
    parents: tuple[ir.Route, ...]
    """From the root to the route that it is a branch of."""
    before: tuple[ir.Route, ...]
    after: tuple[ir.Route, ...]

    @property
    def asked(self) -> tuple[ir.Matcher, ...]:
        """Return what an alert must be to be taken: all conditions from the root to this route."""
        return tuple(matcher for route in (*self.parents, self.route) for matcher in route.matchers)

    @property
    def receiver(self) -> str:
        """Return who is told, its own receiver or the nearest parent's."""
        return next((route.receiver for route in (self.route, *reversed(self.parents)) if route.receiver is not None), "")

    @property
    def by_author(self) -> bool:
        """Tell whether it stands in the spec's tree, and was not added for a machine."""
        return self.route.at[:2] == ("routing", "routes")


def branches(root: ir.Route) -> Iterator[Branch]:
    """Yield the branches in the order in which they are tried, each before its own."""
    yield from _below((root,))


def routes(root: ir.Route) -> Iterator[ir.Route]:
    """Yield the root and all branches."""
    yield root
    yield from (branch.route for branch in branches(root))


def _below(parents: tuple[ir.Route, ...]) -> Iterator[Branch]:
    children = parents[-1].routes
    for index, route in enumerate(children):
        yield Branch(route=route, parents=parents, before=children[:index], after=children[index + 1 :])
        yield from _below((*parents, route))
