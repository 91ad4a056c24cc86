"""Alerts: what they watch, how long they wait, and who is told."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from typing import Final

from tocsin import ir
from tocsin.conventions import EXHAUSTION_LABEL, LONG_WINDOW_LABEL, SHORT_WINDOW_LABEL
from tocsin.diff.entry import Entry
from tocsin.diff.objectives import shown
from tocsin.diff.plain import plain
from tocsin.diff.seen import Seen
from tocsin.duration import format_duration
from tocsin.promql import to_text
from tocsin.routing.told import Ways, told
from tocsin.routing.tree import Hop

_TITLE: Final = "alerts"
_NAMING: Final = frozenset({"severity", SHORT_WINDOW_LABEL, LONG_WINDOW_LABEL})
"""Labels that an alert is called by here."""
_USUAL: Final = frozenset({"model", "component", "namespace", "platform", "environment", EXHAUSTION_LABEL, *_NAMING})
"""Labels that say nothing that is not said otherwise."""
_SHOWN: Final = frozenset(
    {"name", "severity", "expr", "value", "for_ms", "keep_firing_for_ms", "title", "condition", "besides", "labels", "limits"}
)
_UNTOLD: Final = frozenset({"proof", "script", "band"})
"""How it is proved and drawn, which follows from what it watches."""


def entries(seen: Seen) -> Iterator[tuple[str, Entry]]:
    """Yield the platform's alerts."""
    for rules in seen.platform.rules:
        for group in rules.groups:
            for rule in group.rules:
                if isinstance(rule, ir.Alert):
                    yield _TITLE, _entry(rule, seen, group, rules)


def _entry(alert: ir.Alert, seen: Seen, group: ir.RuleGroup, rules: ir.RuleObject) -> Entry:
    ways = _in_order(seen.ways[id(alert)])
    when, wait, whom = alert.when, _wait(alert.for_ms), told(ways)
    facts = {
        "severity": alert.severity,
        "objective": shown(seen.objectives[alert.at]) if alert.windows else "",
        "when": when,
        "for": wait,
        "keeps firing": format_duration(alert.keep_firing_for_ms) if alert.keep_firing_for_ms else "",
        **_labels(alert, without=_USUAL),
        # What burns a budget asks for what is recorded of it, by names that follow from its windows.
        "asks": "" if alert.at in seen.objectives else to_text(alert.value),
        "told": whom,
        "grouped": _by_receiver(ways, lambda hop: f"by {', '.join(hop.group_by)}" if hop.group_by else "all as one"),
        "repeated": _by_receiver(ways, lambda hop: f"every {format_duration(hop.repeat_interval_ms)}"),
        "notified": _by_receiver(ways, _pace),
    }
    return Entry(
        at=alert.at,
        name=alert.name,
        besides=(alert.severity, *alert.windows),
        of=ir.whose(alert.at),
        said=f"{when}, {f'for {wait}' if alert.for_ms else wait}, told {whom}",
        facts=(
            facts,
            {**_labels(alert, without=_NAMING), **plain(alert, without=_SHOWN | _UNTOLD)},
            {
                "rule": to_text(alert.expr),
                **{f"limit {number}": f"{op} {limit:g}" for number, (op, limit) in enumerate(alert.limits, start=1)},
                **{f"group.{name}": text for name, text in plain(group, without={"rules"}).items()},
                **{f"object.{name}": text for name, text in plain(rules, without={"groups"}).items()},
            },
        ),
    )


def _labels(alert: ir.Alert, *, without: Collection[str]) -> dict[str, str]:
    """Return each label by itself: what alerts have in common then changes alike, such as their owner."""
    return {f"label {label}": value for label, value in sorted(alert.labels.items()) if label not in without}


def _wait(milliseconds: int) -> str:
    return format_duration(milliseconds) if milliseconds else "at once"


def _in_order(ways: Ways) -> Ways:
    """Return the ways of an alert by whom it comes to on each: that a tree comes to one before the other changes nothing for either."""
    return tuple(sorted((tuple(sorted(way, key=_whom)) for way in ways), key=lambda way: [*map(_whom, way)]))


def _whom(hop: Hop) -> tuple[object, ...]:
    return hop.receiver, hop.mute, hop.active


def _by_receiver(ways: Ways, say: Callable[[Hop], str]) -> str:
    """Return what is said of all arrivals, where they differ with the receiver of each."""
    said: dict[str, dict[str, None]] = {}
    for hop in (hop for way in ways for hop in way):
        said.setdefault(say(hop), {})[hop.receiver] = None
    if len(said) == 1:
        return next(iter(said))
    return "; ".join(f"{', '.join(receivers)} {text}" for text, receivers in said.items())


def _pace(hop: Hop) -> str:
    return f"after {format_duration(hop.group_wait_ms)}, of more after {format_duration(hop.group_interval_ms)}"
