"""Other limits of alerts, for people and for programs."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from msgspec import Struct

from tocsin.wording import counted

if TYPE_CHECKING:
    from tocsin.backtest import Asked
    from tocsin.diagnostics import Located


class Suggestion(Struct, frozen=True, kw_only=True):
    """Another number in one place of a file."""

    located: Located
    given: str
    instead: str
    alerts: tuple[tuple[Asked, int, int], ...]
    """Whom it is about, and how often each would have fired with the present limit and with this one."""
    elsewhere: int
    """How many other alerts it would change that nobody has looked at."""


class Suggestions(Struct, frozen=True, kw_only=True):
    """What is suggested, and for which alerts that fire too often nothing is, with the reason."""

    found: tuple[Suggestion, ...]
    without: tuple[tuple[Asked, str], ...]


def text(found: Suggestions, most: int) -> Iterator[str]:
    """Yield what is suggested, for people."""
    from tocsin.backtest.report import named

    if found.found:
        yield f"with another limit {_most(most)}: {len(found.found)}"
    for each in found.found:
        span = each.located.span
        more = f"; alerts that have this limit, too, and were not looked at: {each.elsewhere}" if each.elsewhere else ""
        yield f"  {span.file}:{span.line}:{span.column}: {each.given} -> {each.instead}{more}"
        yield from (f"    {named(alert)}: {_times(after)}, before {_times(before)}" for alert, before, after in each.alerts)
    if found.without:
        yield f"no other limit for: {len(found.without)}"
    yield from (f"  {named(alert)}: {why}" for alert, why in found.without)
    if not (found.found or found.without):
        yield f"all would have fired {_most(most)}"


def data(found: Suggestions) -> dict[str, object]:
    """Return what is suggested, for programs."""
    return {
        "suggested": [
            {
                "file": each.located.span.file,
                "line": each.located.span.line,
                "column": each.located.span.column,
                "given": each.given,
                "instead": each.instead,
                "alerts": [{**_who(alert), "fired": after, "fired_before": before} for alert, before, after in each.alerts],
                "others_changed": each.elsewhere,
            }
            for each in found.found
        ],
        "without": [{**_who(alert), "reason": why} for alert, why in found.without],
    }


def _who(alert: Asked) -> dict[str, object]:
    return {"platform": alert.platform, "environment": alert.environment, "alert": alert.name, "labels": {**alert.labels}}


def _most(number: int) -> str:
    return f"at most {counted(number, 'time')}"


def _times(number: int) -> str:
    return {0: "never", 1: "once"}.get(number, f"{number} times")
