"""Where a key belongs that is in the wrong place: near to where it stands, and where its value fits."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final, Literal

from msgspec import Struct
from pydantic import BaseModel, ValidationError

from tocsin.diagnostics.nearest import closest
from tocsin.source import KeyPath
from tocsin.spec.failure import Branch, failure_of
from tocsin.spec.fields import Path, fields, named, sections
from tocsin.spec.second_condition import first_condition
from tocsin.spec.synonyms import meant

_ANYTHING: Final = "x"
_FAR: Final = 2
"""How deep a mistake is that says nothing against a place."""


class Place(Struct, frozen=True, kw_only=True):
    """Where a key belongs: `below` one that stands beside it, or would, `beside` one around it, or below a `name`."""

    how: Literal["below", "beside", "name"]
    neighbour: KeyPath
    written: bool
    """Whether there is already what it would be below, or, of `beside`, a mapping of its name."""
    called: str | None = None
    """What it is called there, when other programs call it otherwise."""


class Spot(Struct, frozen=True, kw_only=True, eq=False):
    """A key that may be misplaced: in what whole it stands, where, and how many mistakes it makes there."""

    kind: Any
    whole: object
    path: Path
    mistakes: int
    failing: frozenset[KeyPath]
    """Where anything is wrong in the whole."""

    @property
    def key(self) -> str:
        """The key."""
        return str(self.path[-1])

    @property
    def around(self) -> KeyPath:
        """The keys of the mapping that it stands in."""
        return keys_of(self.path)[:-1]

    @property
    def value(self) -> object:
        """Its value."""
        return at(self.whole, keys_of(self.path))

    @property
    def is_name(self) -> bool:
        """Whether it stands among names, and so was read as one."""
        return named(self.kind, self.path[:-1])


def places(spot: Spot) -> Iterator[Place]:
    """Yield where a key may belong, the likeliest first."""
    if spot.is_name:
        yield from _below_a_name(spot)
        yield from _outside(spot)
        return
    beside = list(_below_another(spot))
    if first_condition(spot.path) is not None:  # another threshold is one with another name, and not called after its condition
        yield from (place for place in beside if place.written)
        return
    above, outside = [place for place in beside if place.written][:1], list(_outside(spot))
    yield from (*above, *outside) if above or outside else beside or _below_a_name_of_another(spot)


def _below_a_name(spot: Spot) -> Iterator[Place]:
    """Yield the name that a key belongs below which stands among the names, as a key of one of them: the one that lacks it, or any."""
    entry = (*spot.path[:-1], "")
    if any(fits(section, (spot.key,), spot) for section in sections(spot.kind, entry) if spot.key in fields(section, ())):
        known = {*fields(spot.kind, entry)}
        near = _nearest(spot, {*mapping(at(spot.whole, spot.around))} - known)
        lacking = next((name for name in near if spot.failing & {(*spot.around, name), (*spot.around, name, spot.key)}), None)
        name = lacking or next(iter(near), "<name>")
        yield Place(how="name" if lacking is None else "below", neighbour=(*spot.around, name), written=True)


def _below_another(spot: Spot) -> Iterator[Place]:
    """Yield the keys of the same section that it belongs below: those that are written, the nearest above first, then those that may be."""
    around = mapping(at(spot.whole, spot.around))
    absent: dict[Place, int] = {}
    for section in sections(spot.kind, spot.path[:-1]):
        known = {*fields(section, ())}
        for key in (*_nearest(spot, known), *sorted(each for each in known if each not in around)):
            inner = tuple(fields(section, (key,)))
            called = spot.key if spot.key in inner else meant(spot.key, inner) or spot.key
            if called in mapping(around.get(key)) or not _takes(section, (key, called), spot, known=called in inner):
                continue
            place = Place(how="below", neighbour=(*spot.around, key), written=key in around, called=called if called != spot.key else None)
            if key in around:
                yield place
            else:
                absent[place] = len(_mistakes(section, (key, called), spot.value))
    yield from (place for place, mistakes in absent.items() if mistakes == min(absent.values()))


def _below_a_name_of_another(spot: Spot) -> Iterator[Place]:
    """Yield the last name of each key beside it whose names have such a key."""
    around = mapping(at(spot.whole, spot.around))
    for section in sections(spot.kind, spot.path[:-1]):
        for key in _nearest(spot, {*fields(section, ())}):
            name = next(reversed([*mapping(around[key])]), "")
            if name and named(section, (key,)) and spot.key in fields(section, (key, name)) and fits(section, (key, name, spot.key), spot):
                yield Place(how="name", neighbour=(*spot.around, key, name), written=True)


def _takes(section: type[BaseModel], keys: tuple[str, str], spot: Spot, *, known: bool) -> bool:
    """Tell whether a key of a section takes what stands beside it as one of its own keys, or, if it has names, as what has one."""
    if known:
        return fits(section, keys, spot)
    around = mapping(at(spot.whole, spot.around))
    if not named(section, keys[:1]):
        return False
    if keys[0] not in around or any(sections(section, keys)):
        return _is_whole(section, keys, spot) or (keys[0] in around and around[keys[0]] is None and fits(section, keys, spot))
    if around[keys[0]] is None:
        return fits(section, keys, spot)
    # What takes any text says nothing about this one.
    plain = isinstance(around[keys[0]], Mapping) and bool(_mistakes(section, keys, _ANYTHING))
    return plain and fits(section, keys, spot) and not _is_like_another(spot)


def _outside(spot: Spot) -> Iterator[Place]:
    """Yield the innermost key around it that it belongs beside."""
    path = spot.path[:-1]
    for end in reversed([index for index, part in enumerate(path) if not isinstance(part, Branch)]):
        around = path[:end]
        there = mapping(at(spot.whole, keys_of(around))).get(spot.key)
        if there is not None and not (isinstance(there, Mapping) and isinstance(spot.value, Mapping)):
            continue
        known = any(fits(each, (spot.key,), spot) for each in sections(spot.kind, around) if spot.key in fields(each, ()))
        if known or _has_a_name(spot, around):
            yield Place(how="beside", neighbour=keys_of(path[: end + 1]), written=there is not None)
            return


def _has_a_name(spot: Spot, around: Path) -> bool:
    """Tell whether it is one of what has names in the mapping at `around`."""
    ends = [index for index, part in enumerate(around) if not isinstance(part, Branch)]
    if not ends or not named(spot.kind, around):
        return False
    return any(_is_whole(each, (str(around[ends[-1]]), spot.key), spot) for each in sections(spot.kind, around[: ends[-1]]))


def _is_whole(section: type[BaseModel], keys: tuple[str, ...], spot: Spot) -> bool:
    """Tell whether it can only be meant for those `keys` of a section: what it holds is known there and not here, and nothing is wrong."""
    here = {*fields(spot.kind, spot.path)}
    only_there = {*fields(section, keys)} - here
    return bool(only_there & {*mapping(spot.value)}) and not _mistakes(section, keys, spot.value) and not _is_like_another(spot)


def _is_like_another(spot: Spot) -> bool:
    """Tell whether it is like another key of the section that it stands in, of which it would be the value."""
    near = ((section, closest(spot.key, fields(section, ()))) for section in sections(spot.kind, spot.path[:-1]))
    return any(key is not None and min(_mistakes(section, (key,), spot.value), default=_FAR) >= _FAR for section, key in near)


def fits(section: type[BaseModel], keys: tuple[str, ...], spot: Spot) -> bool:
    """Tell whether less is wrong with it as the value of those `keys` of a section than where it stands, and nothing with the whole."""
    found = _mistakes(section, keys, spot.value)
    return 0 not in found and (not spot.is_name or sum(each < _FAR for each in found) < spot.mistakes)


def _mistakes(section: type[BaseModel], keys: tuple[str, ...], value: object) -> list[int]:
    """Return how deep in a value each mistake is that it has as the value of those `keys` of a section."""
    whole = value
    for key in reversed(keys):
        whole = {key: whole}
    try:
        section.model_validate(whole, by_alias=True, by_name=False)
    except ValidationError as error:
        depths = (depth(failure_of(whole, detail).keys, keys) for detail in error.errors(include_url=False))
        return [each for each in depths if each is not None]
    return []


def depth(keys: KeyPath, above: KeyPath) -> int | None:
    """Return how far below `above` something is; None when it is elsewhere."""
    return len(keys) - len(above) if keys[: len(above)] == above else None


def keys_of(path: Iterable[str | int | Branch]) -> KeyPath:
    """Return a path without its branches."""
    return tuple(part for part in path if not isinstance(part, Branch))


def at(whole: Any, keys: KeyPath) -> object:  # noqa: ANN401  # plain data of a file
    """Return what stands below these keys."""
    for part in keys:
        whole = whole[part]
    return whole


def mapping(value: object) -> Mapping[str, object]:
    """Return a value if it is a mapping, or else an empty one."""
    return value if isinstance(value, Mapping) else {}


def _nearest(spot: Spot, among: Iterable[str]) -> list[str]:
    """Return those of the keys beside it that are `among` some: those above it, the nearest first, then those below it."""
    wanted = {*among, spot.key}
    keys = [key for key in mapping(at(spot.whole, spot.around)) if key in wanted]
    place = keys.index(spot.key)
    return [*reversed(keys[:place]), *keys[place + 1 :]]
