"""How surely a receiver reaches somebody: a pager rings at night, a chat is read by day, a mail some time."""

from __future__ import annotations

from typing import Final

from tocsin import ir

_PAGERS: Final = frozenset({"pagerduty", "opsgenie", "victorops", "incidentio", "pushover"})
# Nobody knows what is behind a webhook or a topic.
_ANYTHING: Final = frozenset({"webhook", "sns"})
_NOTHING, _MAIL, _CHAT, _PAGER = range(4)


def at_least(receiver: ir.Receiver) -> int:
    """Return how surely it is heard whatever is behind its webhooks; comparable."""
    return _surest(receiver, anything=_MAIL)


def at_most(receiver: ir.Receiver) -> int:
    """Return how surely it is heard if a pager is behind its webhooks; comparable."""
    return _surest(receiver, anything=_PAGER)


def _surest(receiver: ir.Receiver, *, anything: int) -> int:
    return max((_of_kind(kind, anything) for kind in receiver.kinds), default=_NOTHING)


def _of_kind(kind: str, anything: int) -> int:
    if kind in _ANYTHING:
        return anything
    if kind in _PAGERS:
        return _PAGER
    return _MAIL if kind == "email" else _CHAT
