"""How the routes of a tree group and repeat, with what each says itself."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from msgspec import Struct

from tocsin import ir
from tocsin.finding import Checked
from tocsin.routing.branches import branches
from tocsin.routing.delivery import Delivery, deliveries
from tocsin.routing.tree import Hop, notifying


class Timed(Struct, frozen=True, kw_only=True):
    """A route of the author's with the times that hold in it."""

    route: ir.Route
    hop: Hop
    asked: tuple[ir.Matcher, ...]

    def own(self, *keys: str) -> str | None:
        """Return the first of `keys` that the route says itself; None when all are its parents'."""
        return next((key for key in keys if getattr(self.route, f"{key}_ms") is not None), None)


def timed(estate: Sequence[Checked]) -> Iterator[tuple[Delivery, Timed]]:
    """Yield the root and the branches that stand in the spec, of each tree."""
    for delivery in deliveries(estate):
        root = delivery.routing.root
        yield delivery, Timed(route=root, hop=notifying((root,)), asked=())
        for branch in branches(root):
            if branch.by_author:
                yield delivery, Timed(route=branch.route, hop=notifying((*branch.parents, branch.route)), asked=branch.asked)
