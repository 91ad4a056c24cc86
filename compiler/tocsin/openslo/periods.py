"""How long a budget lasts, in the words of other tools."""

from __future__ import annotations

from typing import Final

from tocsin.diagnostics import Diagnostic
from tocsin.source import KeyPath

_PERIODS: Final = {"1w": "7d", "7d": "7d", "2w": "14d", "14d": "14d", "4w": "28d", "28d": "28d", "30d": "30d", "90d": "90d"}


def period_of(duration: str, at: KeyPath) -> str | Diagnostic:
    """Return the period of `slos` that is as long, or what is wrong with one that stands at `at`."""
    if duration in _PERIODS:
        return _PERIODS[duration]
    message = f"there are no windows of alerts for a budget of `{duration}`"
    remedy = "write one of " + ", ".join(f"`{period}`" for period in _PERIODS)
    return Diagnostic(code="openslo/unknown-window", message=message, help=remedy, at=at)
