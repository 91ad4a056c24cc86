"""Who is told of an alert, in words."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Final, TypeAlias

from tocsin.finding import Checked
from tocsin.routing.delivery import deliveries
from tocsin.routing.tree import Hop

Ways: TypeAlias = tuple[tuple[Hop, ...], ...]
"""The ways that an alert may take, through whichever trees it comes to; each has the arrivals on it."""
NOBODY: Final = "nobody"


def ways_of(estate: Sequence[Checked]) -> Mapping[int, Ways]:
    """Return the ways of every alert of an estate, by the alert's `id`: where those of one platform arrive, another may say."""
    found: dict[int, dict[tuple[Hop, ...], None]] = {id(alert): {} for each in estate for alert in each.alerts}
    for delivery in deliveries(estate):
        for arrived in delivery.arrivals:
            found[id(arrived.alert)].update(dict.fromkeys(arrived.ways))
    return {alert: tuple(ways) for alert, ways in found.items()}


def told(ways: Ways) -> str:
    """Return who is told, and in which hours.

    >>> told(())
    'nobody'
    """
    return _on_each_way(ways, _receiver) or NOBODY


def _on_each_way(ways: Ways, say: Callable[[Hop], str]) -> str:
    """Return what is said of the arrivals of each way, alternatives only where they differ."""
    return " or ".join(dict.fromkeys(", ".join(dict.fromkeys(map(say, way))) for way in ways))


def _receiver(hop: Hop) -> str:
    times = [f"not in {name}" for name in hop.mute] + [f"only in {name}" for name in hop.active]
    return f"{hop.receiver} ({', '.join(times)})" if times else hop.receiver
