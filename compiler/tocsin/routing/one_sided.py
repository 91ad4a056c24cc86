"""Inhibitions of which one side can be no alert."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

from tocsin.finding import Finding
from tocsin.routing.conceivable import Conceivable
from tocsin.routing.delivery import Delivery
from tocsin.source import Route


def one_sided(delivery: Delivery, side: Literal["source", "target"]) -> Iterator[tuple[Route, Finding]]:
    """Yield the author's inhibitions whose `side` no alert of `delivery` can be, each with its place."""
    conceivable = Conceivable(delivery)
    for rule in delivery.routing.inhibit if delivery.arrivals else ():
        asked = rule.source if side == "source" else rule.target
        if rule.at[:2] == ("routing", "inhibit") and not conceivable.any(asked):
            why, remedy = conceivable.reason(asked)
            message = f"`{rule.name}` silences nothing: no alert is its {side}, {why}"
            yield rule.at, Finding(message=message, help=remedy, where=delivery.checked, at=(*rule.at, side), part="key")
