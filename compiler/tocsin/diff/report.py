"""What differs, for people: as lines for a terminal, and as Markdown for the page of a pull request."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import groupby
from typing import Final

from msgspec import Struct
from msgspec.structs import replace

from tocsin.diagnostics import legible
from tocsin.diff import DECIDED, Change, Fact, Kind, PlatformChanges
from tocsin.diff.excerpts import excerpts
from tocsin.wording import and_more, listed

_MOST: Final = 40
"""Changes of one family that are shown; a comment of GitHub has room for 65,536 characters."""
_NAMED: Final = 3
"""Of so many models the names are told."""
_ALERT: Final = "<alert>"
_SIGNS: Final = {"new": "+", "gone": "-", "changed": "~"}


class _Style(Struct, frozen=True, kw_only=True):
    platform: str
    family: str
    change: str
    fact: str
    arrow: str
    quoted: Callable[[str], str]
    """Writes a text that somebody else has made up."""


def text(found: Sequence[PlatformChanges]) -> str:
    """Return what differs, indented, and how much it is in the last line."""
    style = _Style(platform="{}", family="  {}", change="    {}", fact="        {}", arrow=" -> ", quoted=_legible)
    return "\n".join([*_lines(found, style), _sum(found)])


def markdown(found: Sequence[PlatformChanges]) -> str:
    """Return what differs as lists of GitHub's Markdown, and how much it is in the first line."""
    style = _Style(platform="\n### {}", family="\n**{}**\n", change="- {}", fact="  - {}", arrow=" → ", quoted=_code)
    return "\n".join([_sum(found), *_lines(found, style)])


def _lines(found: Sequence[PlatformChanges], style: _Style) -> Iterator[str]:
    for each in found:
        yield style.platform.format(f"{each.platform} in {listed(each.environments)}{_became(each)}")
        for family, changes in groupby(filter(_listed(each.kind), each.changes), lambda change: change.family):
            yield style.family.format(family)
            yield from _family(tuple(changes), style)
        counted = _counted(change for change in each.changes if not _listed(each.kind)(change))
        if counted:
            yield style.family.format(counted if each.kind == "gone" else f"besides: {counted}")


def _became(each: PlatformChanges) -> str:
    if each.instead_of:
        return f", in the place of {each.instead_of}"
    return "" if each.kind == "changed" else f" is {each.kind}"


def _listed(kind: Kind) -> Callable[[Change], bool]:
    """Return what tells of a change whether it is shown by itself: of what is new as a whole what is decided, of what is gone nothing."""
    return lambda change: kind == "changed" or (kind == "new" and change.family in DECIDED)


def _counted(changes: Iterable[Change]) -> str:
    counts = Counter[str]()
    for change in changes:
        counts[change.family] += max(len(change.of), 1)
    return ", ".join(f"{family} {count:,}" for family, count in counts.items())


def _folded(changes: Sequence[Change]) -> Iterator[Change]:
    """Yield the changes of a family, more than a few that say the same as one, where the first of them is."""
    alike: dict[object, list[Change]] = {}
    for index, change in enumerate(changes):
        alike.setdefault(_says(change) or index, []).append(change)
    for each in alike.values():
        names = [*dict.fromkeys(change.name for change in each)]
        if len(names) <= _NAMED:
            yield from each
        else:
            of = tuple(dict.fromkeys(name for change in each for name in change.of))
            yield replace(each[0], facts=_nameless(each[0]), name=", ".join(names[:_NAMED]) + and_more(len(names) - _NAMED), of=of, said="")


def _says(change: Change) -> object:
    """Return by what a change says the same as others: what differs, or whose all of them are; None: it is told by itself."""
    if change.kind == "changed":
        return _nameless(change)
    # What only follows from alerts and objectives, which are told themselves.
    return None if change.family in DECIDED or not change.of else (change.kind, tuple(dict.fromkeys(change.of)))


def _nameless(change: Change) -> tuple[Fact, ...]:
    """Return the facts of a change with any alert where they name their own, as the address of a runbook does."""
    if change.family != "alerts":
        return change.facts
    name = re.compile(rf"\b{re.escape(change.name.partition(' ')[0])}\b")
    return tuple(Fact(name=each.name, was=name.sub(_ALERT, each.was), now=name.sub(_ALERT, each.now)) for each in change.facts)


def _family(changes: Sequence[Change], style: _Style) -> Iterator[str]:
    changes = [*_folded(changes)]
    for change in changes[:_MOST]:
        said = f": {style.quoted(change.said)}" if change.said else ""
        yield style.change.format(f"{_SIGNS[change.kind]} {_whose(change, style)}{said}")
        yield from (style.fact.format(_fact(fact, style)) for fact in change.facts[:_MOST])
        if len(change.facts) > _MOST:
            yield style.fact.format(f"and {len(change.facts) - _MOST} more: `--format json` tells all")
    if len(changes) > _MOST:
        yield style.change.format(f"and {len(changes) - _MOST} more: `--format json` tells all")


def _whose(change: Change, style: _Style) -> str:
    whose = [*dict.fromkeys(change.of)]
    *names, last = [style.quoted(each) for each in whose[:_NAMED]] or [""]
    more = len(whose) - _NAMED
    if more > 0:
        names, last = [*names, last], f"{more} more"
    who = f"{', '.join(names)} and {last}" if names else last
    return " of ".join(filter(None, [style.quoted(change.name) if change.name else "", who]))


def _fact(fact: Fact, style: _Style) -> str:
    was, now = excerpts(" ".join(fact.was.split()), " ".join(fact.now.split()))
    if not now:
        return f"no {fact.name} any more: {style.quoted(was)}"
    return f"{fact.name}: {style.quoted(was)}{style.arrow}{style.quoted(now)}" if was else f"now {fact.name}: {style.quoted(now)}"


def _legible(text: str) -> str:
    return legible(" ".join(text.split()))


def _code(text: str) -> str:
    """Return a text as a span of code, which nothing in it ends: https://spec.commonmark.org/0.31.2/#code-spans.

    >>> _code("a"), _code("a `b` c"), _code("`")
    ('`a`', '``a `b` c``', '`` ` ``')
    """
    shown = _legible(text)
    fence = "`" * (max(map(len, re.findall("`+", shown)), default=0) + 1)
    around = " " if shown.startswith("`") or shown.endswith("`") else ""
    return f"{fence}{around}{shown}{around}{fence}"


def _sum(found: Sequence[PlatformChanges]) -> str:
    counted = _counted(change for each in found for change in each.changes for _ in each.environments)
    return f"what differs: {counted}" if counted else "nothing differs"
