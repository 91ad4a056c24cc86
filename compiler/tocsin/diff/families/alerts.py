"""Alerts: what they watch, how long they wait, and who is told."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from typing import Final

from tocsin import ir
from tocsin.diff.entry import Entry
from tocsin.diff.plain import plain
from tocsin.diff.seen import Seen
from tocsin.duration import format_duration
from tocsin.promql import to_text
from tocsin.routing.tree import Hop

_TITLE: Final = "alerts"
_APART: Final = ("short", "long")
"""Labels that tell alerts of one objective apart."""
_NAMING: Final = frozenset({"severity", *_APART})
"""Labels that an alert is called by here."""
_USUAL: Final = frozenset({"model", "component", "namespace", "platform", "environment", *_NAMING})
"""Labels that say nothing that is not said otherwise."""
_SHOWN: Final = frozenset(
    {"name", "severity", "expr", "value", "for_ms", "keep_firing_for_ms", "title", "condition", "besides", "labels", "limits"}
)
_UNTOLD: Final = frozenset({"proof", "script"})
"""How it is proved, which follows from what it watches."""


def entries(seen: Seen) -> Iterator[tuple[str, Entry]]:
    """Yield the platform's alerts."""
    for rules in seen.platform.rules:
        for group in rules.groups:
            for rule in group.rules:
                if isinstance(rule, ir.Alert):
                    yield _TITLE, _entry(rule, seen, group, rules)


def _entry(alert: ir.Alert, seen: Seen, group: ir.RuleGroup, rules: ir.RuleObject) -> Entry:
    ways = seen.ways[id(alert)]
    windows = [alert.labels[label] for label in _APART if label in alert.labels]
    when, wait, told = alert.when, _wait(alert.for_ms), _each(ways, _told) or "nobody"
    facts = {
        "objective": seen.objectives.get(alert.at, "") if windows else "",
        "when": when,
        "for": wait,
        "keeps firing": format_duration(alert.keep_firing_for_ms) if alert.keep_firing_for_ms else "",
        **_labels(alert, without=_USUAL),
        "asks": to_text(alert.value),
        "told": told,
        "grouped": _each(ways, lambda hop: f"by {', '.join(hop.group_by)}" if hop.group_by else "all as one"),
        "repeated": _each(ways, lambda hop: f"every {format_duration(hop.repeat_interval_ms)}"),
        "notified": _each(ways, _pace),
    }
    return Entry(
        at=alert.at,
        name=f"{alert.name} ({', '.join([alert.severity, *windows])})",
        of=ir.whose(alert.at),
        said=f"{when}, {f'for {wait}' if alert.for_ms else wait}, told {told}",
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


def _each(ways: Sequence[tuple[Hop, ...]], say: Callable[[Hop], str]) -> str:
    """Return what is said of the arrivals of each way, alternatives only where they differ."""
    return " or ".join(dict.fromkeys(", ".join(dict.fromkeys(map(say, way))) for way in ways))


def _told(hop: Hop) -> str:
    times = [f"not in {name}" for name in hop.mute] + [f"only in {name}" for name in hop.active]
    return f"{hop.receiver} ({', '.join(times)})" if times else hop.receiver


def _pace(hop: Hop) -> str:
    return f"after {format_duration(hop.group_wait_ms)}, of more after {format_duration(hop.group_interval_ms)}"
