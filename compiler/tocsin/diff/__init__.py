"""What a change of the specs changes in alerts, autoscalers and dashboards."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Final, TypeAlias

from msgspec import Struct
from msgspec.structs import replace

from tocsin.diff.anywhere import Told, anywhere
from tocsin.diff.change import RECORDED_ANEW, Change, Fact, Kind
from tocsin.diff.clusters import asks, without_clusters
from tocsin.diff.entry import Entry
from tocsin.diff.in_place import in_place_of, named_alike
from tocsin.diff.names import Names
from tocsin.diff.namespaces import moves, without_namespaces
from tocsin.diff.pairs import pairs
from tocsin.diff.renames import renames
from tocsin.diff.seen import Seen, apart, seen
from tocsin.diff.severities import as_written, called_otherwise, told
from tocsin.diff.together import together
from tocsin.diff.transfers import Entries, Handover, handover, transfers
from tocsin.discovery import modules
from tocsin.finding import Checked

__all__ = ["DECIDED", "Change", "Fact", "Kind", "PlatformChanges", "differences"]

DECIDED: Final = frozenset(
    {
        "platform",
        "environments",
        "models",
        "components",
        "severities",
        "alerts",
        "objectives",
        "autoscalers",
        "schedules",
        "routes",
        "receivers",
    }
)
"""These are told first, and of a platform that is new in an environment alone: the others follow from them, in the hundreds."""


class PlatformChanges(Struct, frozen=True, kw_only=True):
    """What changes of a platform, in all environments in which it is the same."""

    platform: str
    environments: tuple[str, ...]
    kind: Kind
    instead_of: str
    """In the place of which environment these came, from which what is decided is told where it differs; empty: of none."""
    changes: tuple[Change, ...]


def differences(was: Sequence[Checked], now: Sequence[Checked]) -> tuple[PlatformChanges, ...]:
    """Return what differs between two states of an estate; nothing when they mean the same."""
    old, new = ({(each.platform.name, each.platform.environment): each for each in seen(side)} for side in (was, now))
    places = in_place_of(old, new)
    replaced = {(name, instead_of) for (name, _), instead_of in places.items()}
    given = [each for each in transfers(old, new) if each.taker not in places and each.giver not in replaced]
    alike: dict[tuple[str, Kind, str, tuple[Change, ...]], list[Seen]] = {}
    for key in sorted((old.keys() | new.keys()) - replaced):
        name, _ = key
        kind: Kind = "new" if key not in old else "gone" if key not in new else "changed"
        was_here, now_here, instead_of = old.get(key), new.get(key), places.get(key, "")
        if was_here is not None and now_here is not None:
            was_here, now_here = apart(was_here, now_here)
        if instead_of:
            found = _moved(old[name, instead_of], new[key])
        elif was_here is not None and now_here is not None:
            found = _renamed(was_here, now_here, handover(key, given, lambda giver: _entries(old[giver])))
        else:
            found = _came_or_went(was_here, now_here, handover(key, given, lambda giver: _entries(old[giver])))
        changes = tuple(together(found))
        if changes:
            alike.setdefault((name, kind, instead_of, changes), []).append(new.get(key) or old[key])
    return tuple(_said_once(alike))


def _said_once(alike: Mapping[tuple[str, Kind, str, tuple[Change, ...]], Sequence[Seen]]) -> Iterator[PlatformChanges]:
    """Yield what changes of each platform; of environments in which it differs in nothing but their own names once."""
    told: dict[tuple[str, Kind, str], list[Told]] = {}
    for (name, kind, instead_of, changes), those in alike.items():
        told.setdefault((name, kind, instead_of), []).append((changes, those))
    for (name, kind, instead_of), each in told.items():
        for changes, those in anywhere(each):
            environments = tuple(one.platform.environment for one in those)
            yield PlatformChanges(platform=name, environments=environments, kind=kind, instead_of=instead_of, changes=changes)


def _moved(was: Seen, now: Seen) -> Iterator[Change]:
    """Yield what changes from an environment to the one in its place: what is decided where it differs, the others as new."""
    called = Fact(name="called", was=was.platform.environment, now=now.platform.environment)
    yield Change(family="environments", kind="changed", name=called.now, of=(), said=RECORDED_ANEW, facts=(called,))
    yield from moves(was, now)
    # Not what is told when nothing else differs: names stand there, in labels and texts.
    old = {family: [named_alike(each, was, now) for each in entries] for family, entries in _entries(was).items() if family in DECIDED}
    new = {family: [replace(each, facts=each.facts[:1]) for each in entries] for family, entries in _entries(now).items()}
    yield from _changes(old, new)


def _came_or_went(was: Seen | None, now: Seen | None, handed: Handover) -> Iterator[Change]:
    """Yield what is of a platform that is new or gone, of models that another has taken or given away what differs."""
    yield from handed.changes
    yield from _changes(handed.before(_entries(was)), _entries(now))


def _renamed(was: Seen, now: Seen, handed: Handover) -> Iterator[Change]:
    """Yield what changes of a platform, of a namespace or models that are called otherwise that alone and what else differs."""
    yield from asks(was, now)
    yield from moves(was, now)
    yield from handed.changes
    unplaced, unclustered = without_namespaces(was, now), without_clusters(was, now)
    called = renames(was, now)
    severities = called_otherwise(was, now)
    new = _entries(now)
    old = {family: called.of(entries, new.get(family, ())) for family, entries in _entries(was).items()}
    yield from called.changes
    yield from told(severities)
    names, receivers = Names({**called.names, **as_written(severities)}), Names({**called.names, **_receivers(old, new)})

    def alike(fact: Fact) -> bool:
        if fact.name in _OF_RECEIVERS:
            return receivers.alike(fact.was, fact.now)
        return names.alike(*(unplaced(unclustered(side)) for side in (fact.was, fact.now)))

    yield from _changes(handed.before(old), new, alike=alike)


def _receivers(old: Entries, new: Entries) -> dict[str, str]:
    """Return what the receivers are called now that say what they said."""
    both = pairs(old.get("receivers", ()), new.get("receivers", ()))
    return {was.name: now.name for was, now in both if was is not None and now is not None and was.name != now.name}


_OF_RECEIVERS: Final = frozenset({"told", "receiver"})
"""Facts that name receivers, of which one may be called as a severity or namespace is: from it to another somebody else is told."""


_FAMILIES: Final = "tocsin.diff.families"


def _entries(side: Seen | None) -> Entries:
    found: dict[str, list[Entry]] = {}
    if side is not None:
        for module in modules(_FAMILIES):
            for family, entry in module.entries(side):
                found.setdefault(family, []).append(entry)
    return found


_Alike: TypeAlias = Callable[[Fact], bool]
"""Tells whether a fact is the same before and after."""


def _equal(fact: Fact) -> bool:
    return fact.was == fact.now


def _changes(old: Entries, new: Entries, *, alike: _Alike = _equal) -> Iterator[Change]:
    for family in sorted(dict.fromkeys((*new, *old)), key=lambda family: family not in DECIDED):
        for was, now in pairs(old.get(family, ()), new.get(family, ())):
            match was, now:
                case None, Entry(part=False):
                    yield _change(family, "new", now, now.said)
                case Entry(part=False), None:
                    yield _change(family, "gone", was, was.said)
                case Entry(), Entry() if facts := tuple(_facts(was, now, alike)):
                    said = now.objective.since(was.objective) if now.objective and was.objective else ""
                    yield _change(family, "changed", now, said, facts)
                case _:
                    pass


def _change(family: str, kind: Kind, entry: Entry, said: str, facts: tuple[Fact, ...] = ()) -> Change:
    return Change(family=family, kind=kind, name=entry.title, of=(entry.of,) if entry.of else (), said=said, facts=facts)


def _facts(was: Entry, now: Entry, alike: _Alike) -> Iterator[Fact]:
    if not alike(Fact(name="because", was=was.because, now=now.because)):
        return
    called = Fact(name="called", was=was.name, now=now.name)
    if not alike(called):
        yield called
    sides = zip(was.facts, now.facts, strict=True)
    yield from next(filter(None, (tuple(_other(old, new, alike)) for old, new in sides)), ())


def _other(was: Mapping[str, str], now: Mapping[str, str], alike: _Alike) -> Iterator[Fact]:
    for name in dict.fromkeys((*now, *was)):
        fact = Fact(name=name, was=was.get(name, ""), now=now.get(name, ""))
        if not alike(fact):
            yield fact
