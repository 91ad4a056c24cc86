"""Where the severities of rules written by hand stand among those of a platform, from harmless to grave."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final


def ranked(found: Iterable[str], known: Sequence[str]) -> list[str]:
    """Return the severities `known`, in their order, with each that was `found` where its name says; before them, where it says nothing.

    The order decides more than what silences what: alerts that say no severity have the first, the last or one between.

    >>> ranked(["page", "none", "error", "gold"], ["info", "warning", "critical"])
    ['gold', 'none', 'info', 'warning', 'error', 'critical', 'page']
    >>> ranked(["warning"], ["ticket", "page"])
    ['ticket', 'warning', 'page']
    """
    among = list(known)
    for severity in sorted(dict.fromkeys(found), key=_rank):
        graver = (index for index, each in enumerate(among) if is_known(each) and _rank(each) > _rank(severity))
        among.insert(next(graver, len(among)) if is_known(severity) else 0, severity)
    return among


def is_known(severity: str) -> bool:
    """Tell whether the name says how grave it is."""
    return severity.lower() in _NAMES


def _rank(severity: str) -> int:
    return _NAMES.index(severity.lower()) if is_known(severity) else -1


_NAMES: Final = (
    "none", "debug", "ok", "info", "information", "informational", "notice", "notify", "low", "minor", "ticket", "warn", "warning",
    "medium", "average", "error", "major", "high", "crit", "critical", "severe", "urgent", "page", "pager", "fatal", "blocker", "emergency",
    "disaster",
)  # fmt: skip
"""As teams call them, from harmless to grave: the levels of syslog, Zabbix and Opsgenie, and what calls somebody."""
