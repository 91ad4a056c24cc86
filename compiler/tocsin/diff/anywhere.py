"""What changes of a platform, without the names of its environment and namespace: what several environments say alike is told once."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from msgspec import Struct
from msgspec.structs import replace

from tocsin.diff.change import Change, Fact
from tocsin.diff.seen import Seen

_NAMESPACE: Final = "<namespace>"
_ENVIRONMENT: Final = "<environment>"

Told = tuple[tuple[Change, ...], Sequence[Seen]]
"""What changes, and in which environments of one platform."""


def anywhere(told: Sequence[Told]) -> Iterator[Told]:
    """Yield what changes with all environments in which it does so; where they differ in their own names, any name stands there."""
    names = _named(each for _, those in told for each in those)
    groups: list[list[_Place]] = []
    for changes, those in told:
        place = _Place(changes=changes, those=those, texts=tuple(tuple(names.split(text)) for each in changes for text in _texts(each)))
        group = next((group for group in groups if group[0].is_like(place)), None)
        if group is None:
            groups.append([place])
        else:
            group.append(place)
    for group in groups:
        yield _unnamed(group), [each for place in group for each in place.those]


class _Place(Struct, frozen=True, kw_only=True):
    changes: tuple[Change, ...]
    those: Sequence[Seen]
    texts: tuple[tuple[str, ...], ...]
    """All that is said, each text in pieces, of which every second is a name."""

    def is_like(self, other: _Place) -> bool:
        """Tell whether two say the same but for their own names."""
        names = set(zip(_own(self.those[0]), _own(other.those[0]), strict=True))
        return [*map(_shape, self.changes)] == [*map(_shape, other.changes)] and all(
            len(here) == len(there) and all(old == new or (old, new) in names for old, new in zip(here, there, strict=True))
            for here, there in zip(self.texts, other.texts, strict=True)
        )


def _own(where: Seen) -> tuple[str, str, str]:
    platform = where.platform
    return platform.namespace, platform.environment, f"{platform.name}-{platform.environment}"


def _named(environments: Iterable[Seen]) -> re.Pattern[str]:
    """Return what finds their names as words: one has hyphens, and its end may be the beginning of a longer one.

    What Prometheus and Grafana keep for all platforms has the platform and the environment at the beginning of its name.
    """
    several = tuple(environments)
    names = {name for each in several for name in (each.platform.name, *_own(each)[:2])}
    beginnings = {_own(each)[2] for each in several}
    return re.compile(rf"(?<![\w-])({_any(names)}(?![\w-])|{_any(beginnings)}(?=-))")


def _any(names: Iterable[str]) -> str:
    longest_first = sorted(names, key=lambda name: (-len(name), name))
    return f"(?:{'|'.join(map(re.escape, longest_first))})"


def _shape(change: Change) -> object:
    return change.family, change.kind, change.of, len(change.facts)


def _texts(change: Change) -> Iterator[str]:
    yield from (change.name, change.said)
    for fact in change.facts:
        yield from (fact.name, fact.was, fact.now)


def _unnamed(group: Sequence[_Place]) -> tuple[Change, ...]:
    if len(group) == 1:
        return group[0].changes
    all_of_them = zip(*(place.texts for place in group), strict=True)
    texts = ("".join(_common(group, pieces) for pieces in zip(*text, strict=True)) for text in all_of_them)
    return tuple(
        replace(
            each,
            name=next(texts),
            said=next(texts),
            facts=tuple(Fact(name=next(texts), was=next(texts), now=next(texts)) for _ in each.facts),
        )
        for each in group[0].changes
    )


def _common(group: Sequence[_Place], pieces: Sequence[str]) -> str:
    if len(set(pieces)) == 1:
        return pieces[0]
    namespaces, environments, _ = zip(*(_own(place.those[0]) for place in group), strict=True)
    match pieces:
        case _ if pieces == namespaces:
            return _NAMESPACE
        case _ if pieces == environments:
            return _ENVIRONMENT
        case _:
            return f"{group[0].those[0].platform.name}-{_ENVIRONMENT}"
