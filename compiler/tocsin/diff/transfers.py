"""Finds models that belong to another platform than before, so that not everything of them counts as gone and new."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from msgspec import Struct
from msgspec.structs import replace

from tocsin.conventions import PLATFORM_LABEL
from tocsin.diff.change import RECORDED_ANEW, Change, Fact
from tocsin.diff.entry import Entry
from tocsin.diff.seen import Seen
from tocsin.source import KeyPath

_Key = tuple[str, str]
"""A platform and an environment."""
Entries = Mapping[str, Sequence[Entry]]
"""By family."""


class Transfer(Struct, frozen=True, kw_only=True):
    """Models and components of an environment that one platform has taken from another."""

    giver: _Key
    taker: _Key
    places: tuple[KeyPath, ...]

    @property
    def changes(self) -> tuple[Change, ...]:
        """Return what is told of them, once of each."""
        told = (Fact(name="platform", was=self.giver[0], now=self.taker[0]),)
        return tuple(
            Change(family=str(at[0]), kind="changed", name=str(at[1]), of=(), said=RECORDED_ANEW, facts=told) for at in self.places
        )

    def taken(self, entries: Entries) -> dict[str, list[Entry]]:
        """Return what the giver had of them, as if its platform had been called as the taker is."""
        return {family: [self._called(each) for each in known if each.at[:2] in self.places] for family, known in entries.items()}

    def _called(self, entry: Entry) -> Entry:
        old, new = (f'{PLATFORM_LABEL}="{platform}"' for platform, _ in (self.giver, self.taker))
        return replace(entry, facts=tuple({name: text.replace(old, new) for name, text in facts.items()} for facts in entry.facts))


def transfers(old: Mapping[_Key, Seen], new: Mapping[_Key, Seen]) -> tuple[Transfer, ...]:
    """Return the transfers between two states of an estate: of what is gone from one platform, and in another has its name and workload."""
    found: dict[tuple[_Key, _Key], list[KeyPath]] = {}
    for taker, now in new.items():
        for at in (at for at in now.subjects if taker not in old or at not in old[taker].subjects):
            givers = [
                giver
                for giver, was in old.items()
                if giver[1] == taker[1] and at in was.subjects and (giver not in new or at not in new[giver].subjects)
            ]
            if len(givers) == 1 and old[givers[0]].subjects[at].workload == now.subjects[at].workload:
                found.setdefault((givers[0], taker), []).append(at)
    return tuple(Transfer(giver=giver, taker=taker, places=tuple(places)) for (giver, taker), places in found.items())


class Handover(Struct, frozen=True, kw_only=True):
    """What a platform has taken from others, and which places it has given away."""

    changes: tuple[Change, ...]
    taken: tuple[Entries, ...]
    given: frozenset[KeyPath]

    def before(self, entries: Entries) -> Entries:
        """Return what a platform had, as if it had had then what it has taken, and not what it has given away."""
        if not self.taken and not self.given:
            return entries
        families = dict.fromkeys((*entries, *(family for each in self.taken for family in each)))
        return {
            family: [
                *(each for each in entries.get(family, ()) if each.at[:2] not in self.given),
                *(entry for each in self.taken for entry in each.get(family, ())),
            ]
            for family in families
        }


def handover(key: _Key, found: Sequence[Transfer], entries_of: Callable[[_Key], Entries]) -> Handover:
    """Return what the transfers that were found mean to one platform; `entries_of` reads what another one had."""
    taken = [each for each in found if each.taker == key]
    return Handover(
        changes=tuple(change for each in taken for change in each.changes),
        taken=tuple(each.taken(entries_of(each.giver)) for each in taken),
        given=frozenset(at for each in found if each.giver == key for at in each.places),
    )
