"""Takes models that are called otherwise for what they were, so that not everything of them counts as gone and new."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from functools import cached_property

from msgspec import Struct
from msgspec.structs import replace

from tocsin.diff.change import RECORDED_ANEW, Change, Fact
from tocsin.diff.entry import Entry
from tocsin.diff.names import Names
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
        named = replace(moved, name=self._named.now(entry.name))
        return named if (named.at, named.name, named.of) in known else moved

    @cached_property
    def names(self) -> dict[str, str]:
        """Return what each is called now."""
        return {str(was[1]): str(now[1]) for was, now in self.places.items()}

    @cached_property
    def _named(self) -> Names:
        return Names(self.names)


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
    return Change(family=str(place[0]), kind="changed", name=new, of=(), said=RECORDED_ANEW, facts=facts)
