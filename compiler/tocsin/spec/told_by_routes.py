"""Who is told of an alert and when, which a route says: whoever writes it at the threshold is shown the route."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Final

_WHO, _WHEN, _NOT_WHEN = "to: <receiver>", "active: [<interval>]", "mute: [<interval>]"
_SAID: Final[Mapping[str, str]] = {
    **dict.fromkeys(("to", "receiver", "receivers", "notify", "route", "channel"), _WHO),
    **dict.fromkeys(("active", "active_time_intervals", "hours", "schedule"), _WHEN),
    **dict.fromkeys(("mute", "mute_time_intervals", "maintenance"), _NOT_WHEN),
}
_OF_ALERTS: Final = "summary"
"""A key of whatever becomes alerts."""


def told_by_routes(key: str, known: Collection[str]) -> str | None:
    """Return how a route says what the unknown `key` would among the `known` ones of what becomes alerts; None when it is no such key."""
    said = _SAID.get(key) if _OF_ALERTS in known else None
    return said and f"a route says that: `routing: {{routes: {{<name>: {{when: {{alertname: …}}, {said}}}}}}}`"
