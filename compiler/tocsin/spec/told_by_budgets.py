"""When the alerts of an objective fire and how grave they are, which follows from its budget: whoever writes it is told what to write."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Final

_WHEN: Final = "leave it out: how fast the budget burns decides when it is told; what must hold for a while is one of `thresholds:`"
_SAID: Final[Mapping[str, str]] = {
    **dict.fromkeys(("for", "over", "keep_firing_for", "duration", "burn_rate", "burn_rates", "windows"), _WHEN),
    "severity": "write `severities: {page: <severity>}`; `ticket:` beside it is that of a budget that burns slowly",
}
_OF_BUDGETS: Final = "objective"
"""A key of what has a budget."""


def told_by_budgets(key: str, known: Collection[str]) -> str | None:
    """Return what to write for the unknown `key` among the `known` ones of an objective; None when the budget does not say it."""
    return _SAID.get(key) if _OF_BUDGETS in known else None
