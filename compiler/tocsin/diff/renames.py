"""Takes models that are called otherwise for what they were, so that not everything of them counts as gone and new."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from functools import cached_property

from msgspec import Struct
from msgspec.structs import replace

from tocsin.diff.change import Change, Fact
from tocsin.diff.entry import Entry
from tocsin.diff.seen import Seen
from tocsin.source import KeyPath
from tocsin.spec.models import Component, Model


class Renames(Struct, frozen=True, kw_only=True, dict=True):
    """Models and components that run in the workload in which another ran, which is gone: `models.chat` became `models.assistant`."""

    places: Mapping[KeyPath, KeyPath]
    changes: tuple[Change, ...]
    """What is told of them, once of each."""

    def of(self, entries: Collection[Entry], became: Collection[Entry]) -> list[Entry]:
        """Return the entries of a family at the places of those that they are about now, and as what `became` of them is called."""
        known = {(each.at, each.name, each.of) for each in became}
        return [self._moved(each, known) if each.at[:2] in self.places else each for each in entries]

    def _moved(self, entry: Entry, known: Collection[tuple[KeyPath, str, str]]) -> Entry:
        at = self.places[entry.at[:2]]
        moved = replace(entry, at=(*at, *entry.at[2:]), of=str(at[1]) if entry.of else "")
        named = replace(moved, name=self._old.sub(lambda found: self._names[found[0]], entry.name))
        return named if (named.at, named.name, named.of) in known else moved

    def alike(self, was: str, now: str) -> bool:
        """Tell whether two texts differ in nothing but the names; one that stays, such as that of a workload, may be the same."""
        if was == now or not self.places:
            return was == now
        spelled: list[str] = []
        end = 0
        for found in self._old.finditer(was):
            spelled += (re.escape(was[end : found.start()]), f"(?:{re.escape(found[0])}|{re.escape(self._names[found[0]])})")
            end = found.end()
        return re.fullmatch("".join((*spelled, re.escape(was[end:]))), now) is not None

    @cached_property
    def _names(self) -> dict[str, str]:
        return {str(was[1]): str(now[1]) for was, now in self.places.items()}

    @cached_property
    def _old(self) -> re.Pattern[str]:
        """What finds a name, but where it is a part of a longer word; names of metrics have it between underscores."""
        names = "|".join(map(re.escape, sorted(self._names, key=len, reverse=True)))
        return re.compile(rf"(?<![a-zA-Z0-9])(?:{names})(?![a-zA-Z0-9])")


def renames(was: Seen, now: Seen) -> Renames:
    """Return which models and components of a platform are called otherwise: a workload has but one of them."""
    gone, came = (
        {(at[0], repr(each.workload), each.namespace): (at, each) for at, each in one.subjects.items() if at not in other.subjects}
        for one, other in ((was, now), (now, was))
    )
    pairs = [(gone[key], new) for key, new in came.items() if key in gone and new[1].workload is not None]
    return Renames(places={old: new for (old, _), (new, _) in pairs}, changes=tuple(_called(*old, *new) for old, new in pairs))


def _called(at: KeyPath, was: Model | Component, place: KeyPath, now: Model | Component) -> Change:
    old, new = str(at[1]), str(place[1])
    told = {"called": (old, new), "known_as": (", ".join(sorted(was.names(old))), ", ".join(sorted(now.names(new))))}
    facts = tuple(Fact(name=name, was=before, now=after) for name, (before, after) in told.items() if before != after)
    return Change(family=str(place[0]), kind="changed", name=new, of=(), said="", facts=facts)
