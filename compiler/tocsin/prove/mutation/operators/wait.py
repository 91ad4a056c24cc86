"""An alert that waits for half or twice the time, or a fifth less or more, or stays for less."""

from __future__ import annotations

from collections.abc import Iterator

from msgspec.structs import replace

from tocsin.duration import format_duration
from tocsin.prove.mutation.change import Change, mistaken_times
from tocsin.prove.mutation.rule import Rule


def changes(rule: Rule) -> Iterator[Change]:
    """Yield the rule with `for` halved, doubled and a fifth less and more, and without `keep_firing_for`."""
    for other in mistaken_times(rule.for_ms) if rule.for_ms else ():
        yield Change(replace(rule, for_ms=other), f"`for: {format_duration(rule.for_ms)}` became `{format_duration(other)}`")
    if rule.keep_firing_for_ms:
        yield Change(replace(rule, keep_firing_for_ms=0), f"`keep_firing_for: {format_duration(rule.keep_firing_for_ms)}` was lost")
