"""Takes severities that are called otherwise for what they were, so that not everything grave counts as another thing."""

from __future__ import annotations

from collections.abc import Mapping
from difflib import SequenceMatcher

from tocsin.diff.change import RELABELLED, Change, Fact
from tocsin.diff.seen import Seen


def called_otherwise(was: Seen, now: Seen) -> Mapping[str, str]:
    """Return what the severities are called now that stand in the place of others, from harmless to grave."""
    old, new = was.severities, now.severities
    found: dict[str, str] = {}
    for what, first, last, begins, ends in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if what == "replace" and last - first == ends - begins:
            found.update(zip(old[first:last], new[begins:ends], strict=True))
    # One that has only moved is still what it was.
    return {before: after for before, after in found.items() if before not in new and after not in old}


def told(became: Mapping[str, str]) -> tuple[Change, ...]:
    """Return what is told of them, once of each."""
    return tuple(
        Change(family="severities", kind="changed", name=now, of=(), said=RELABELLED, facts=(Fact(name="called", was=was, now=now),))
        for was, now in became.items()
    )


def as_written(became: Mapping[str, str]) -> dict[str, str]:
    """Return what each became as it stands in texts: at the beginning of a title it is capitalized."""
    return {**became, **{was.capitalize(): now.capitalize() for was, now in became.items()}}
