"""Inhibitions with a side that no alert can match."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

from tocsin.finding import Finding
from tocsin.routing.conceivable import Conceivable
from tocsin.routing.delivery import Delivery


def one_sided(delivery: Delivery, side: Literal["source", "target"]) -> Iterator[Finding]:
    """Yield the author's inhibitions whose `side` no alert of `delivery` can be."""
    conceivable = Conceivable(delivery)
    for rule in delivery.inhibitions if delivery.arrivals else ():
        asked = rule.source if side == "source" else rule.target
        if not conceivable.any(asked):
            why, remedy = conceivable.reason(asked)
            message = f"`{rule.name}` silences nothing: no alert is its {side}, {why}"
            yield Finding(message=message, help=remedy, where=delivery.checked, at=(*rule.at, side), part="key")
