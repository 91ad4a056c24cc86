"""Which conditions on labels imply each other, whatever alerts there are."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final

from tocsin import ir
from tocsin.regex import late
from tocsin.routing.tree import holds


def implied(wanted: Iterable[ir.Matcher], asked: Sequence[ir.Matcher]) -> bool:
    """Tell whether every alert for which all of `asked` hold is one for which all of `wanted` do."""
    return all(matches_all(matcher) or matcher in asked or any(_implies(known, matcher) for known in asked) for matcher in wanted)


def exclusive(asked: Sequence[ir.Matcher]) -> tuple[ir.Matcher, ir.Matcher] | None:
    """Return two matchers that cannot hold together, or one twice that cannot hold at all; None when there are none."""
    for one in asked:
        if matches_none(one):
            return (one, one)
        values = only(one)
        for other in asked:
            if values and one.label == other.label and not any(holds(other, value) for value in values):
                return (one, other)
    return None


def only(matcher: ir.Matcher) -> tuple[str, ...]:
    """Return the values for which alone a matcher holds; nothing when they cannot be listed."""
    if matcher.op == "=":
        return (matcher.value,)
    return tuple(matcher.value.split("|")) if matcher.op == "=~" and _LISTED.fullmatch(matcher.value) else ()


def matches_all(matcher: ir.Matcher) -> bool:
    """Tell whether a matcher holds for every alert, also for one without the label."""
    return matcher.op == "=~" and matcher.value in _EVERYTHING


def matches_none(matcher: ir.Matcher) -> bool:
    """Tell whether a matcher holds for no alert."""
    return matcher.op == "!~" and matcher.value in _EVERYTHING


def shown(matcher: ir.Matcher) -> str:
    """Return a matcher as people write it: `severity=~a|b`."""
    return f"{matcher.label}{matcher.op}{matcher.value}"


_LISTED: Final = late(r"[\w /:@,-]+(\|[\w /:@,-]+)*")
_EVERYTHING: Final = (".*", "(.*)", "^.*$", ".*?", "^.*", ".*$")


def _implies(known: ir.Matcher, wanted: ir.Matcher) -> bool:
    values = only(known)
    return known.label == wanted.label and bool(values) and all(holds(wanted, value) for value in values)
