"""Changes of several models that are alike, told once."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Final

from msgspec.structs import replace

from tocsin.diff.change import Change, Fact

NAME: Final = "<name>"
"""What stands in place of the name of each, where the texts of several differ in nothing else."""


def together(changes: Iterable[Change]) -> Iterator[Change]:
    """Yield changes, those of several models that are alike as one: a series that is renamed stands beside each model's name."""
    alike: dict[Change, list[Change]] = {}
    for change in changes:
        alike.setdefault(_nameless(change), []).append(change)
    for nameless, those in alike.items():
        first = replace(those[0], of=())
        same = all(replace(each, of=()) == first for each in those)
        yield replace(first if same else nameless, of=tuple(who for each in those for who in each.of))


def _nameless(change: Change) -> Change:
    """Return a change without whose it is; the name is any, but where it is a part of a longer word.

    >>> fact = Fact(name="asks", was='a{model="a",job="shop/a"} of a-b and aa', now="")
    >>> _nameless(Change(family="alerts", kind="changed", name="a", of=("a",), said="", facts=(fact,))).facts[0].was
    '<name>{model="<name>",job="shop/<name>"} of <name>-b and aa'
    """
    if len(change.of) != 1:
        return replace(change, of=())
    name = re.compile(rf"(?<!\w){re.escape(change.of[0])}(?!\w)")
    facts = tuple(Fact(name=each.name, was=name.sub(NAME, each.was), now=name.sub(NAME, each.now)) for each in change.facts)
    return replace(change, of=(), said=name.sub(NAME, change.said), facts=facts)
