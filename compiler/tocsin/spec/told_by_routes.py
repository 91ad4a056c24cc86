"""Who is told of an alert and when, which a route says: whoever writes it at the threshold is shown the route."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Final

_WHO, _WHEN, _NOT_WHEN = "to: <receiver>", "active: [<interval>]", "mute: [<interval>]"
_SAID: Final[Mapping[str, str]] = {
    **dict.fromkeys(("to", "receiver", "receivers", "notify", "route", "channel"), _WHO),
    **dict.fromkeys(("active", "active_time_intervals", "hours", "schedule"), _WHEN),
    **dict.fromkeys(("mute", "mute_time_intervals", "maintenance", "maintenance_windows", "silence", "except", "exclude"), _NOT_WHEN),
}
_OF_ALERTS: Final = "summary"
"""A key of whatever becomes alerts."""
_OF_BUDGETS: Final = "objective"
"""A key of what has a budget besides."""


def told_by_routes(key: str, known: Collection[str]) -> str | None:
    """Return how a route says what the unknown `key` would among the `known` ones of what becomes alerts; None when it is no such key."""
    said = _SAID.get(key) if _OF_ALERTS in known else None
    if said is None:
        return None
    # A muted objective spends its budget all the same.
    budget = "; time that is to spend no budget `while:` leaves out, beside `not_above:` or `not_below:`"
    route = f"a route says that: `routing: {{routes: {{<name>: {{when: {{alertname: …}}, {said}}}}}}}`"
    return route + (budget if said == _NOT_WHEN and _OF_BUDGETS in known else "")
