"""Keys that are indented too far or too little: one mistake, however much follows from it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import islice
from typing import Any, Final

from msgspec import Struct

from tocsin.diagnostics import Diagnostic, Remedy, did_you_mean
from tocsin.source import KeyPath
from tocsin.spec.belonging import Place, Spot, at, depth, fits, keys_of, mapping, places
from tocsin.spec.failure import Failure
from tocsin.spec.fields import fields, named, sections
from tocsin.spec.synonyms import meant

_MOST: Final = 30
"""Keys that are looked at: to look for the place of one is to read it some times."""
_PLACES: Final = 3
"""Places that are told: what may belong to more belongs to none of them plainly."""


class Misplaced(Struct, frozen=True, kw_only=True):
    """Keys of the mapping at `around` that belong to the same places."""

    around: KeyPath
    keys: tuple[str, ...]
    places: tuple[Place, ...]
    among_names: bool

    def explains(self, failure: Failure) -> bool:
        """Tell whether a failure only follows from where they stand: what is wrong in them, and what lacks them."""
        keys = failure.keys
        below = [place for place in self.places if place.how == "below"]
        lacking = {place.neighbour for place in below} | {(*place.neighbour, place.called or key) for place in below for key in self.keys}
        lacking |= {(*place.neighbour[:-1], key) for place in self.places for key in self.keys if place.how == "beside"}
        return keys in lacking or any(depth(keys, (*self.around, key)) is not None for key in self.keys)

    def diagnostic(self, above: KeyPath) -> Diagnostic:
        """Return what to do about them, in what stands at `above`."""
        *others, last = (f"`{key}`" for key in self.keys)
        subject = f"{', '.join(others)} and {last}" if others else last
        holder = (*above, *self.around)
        below = next((f"below `{part}:`" for part in reversed(holder) if isinstance(part, str)), "at the top")
        stand = f"{'stand' if others else 'stands'} among the names" if self.among_names else f"{'do' if others else 'does'} not belong"
        *ways, way = dict.fromkeys(self._said(place, above) for place in self.places)
        remedy = f"write {'them' if others else 'it'} " + (f"{', '.join(ways)}, or {way}" if ways else way)
        at = (*holder, self.keys[0])
        return Diagnostic(code="spec/misplaced-key", message=f"{subject} {stand} {below}", help=remedy, at=at, part="key")

    def _said(self, place: Place, above: KeyPath) -> str:
        neighbour, key = place.neighbour[-1], place.called or self.keys[0]
        top = "at the top, " if not above and len(place.neighbour) == 1 else ""
        match place.how:
            case "below":
                return (
                    f"below `{neighbour}:`, indented further" if place.written and not place.called else f"as `{neighbour}: {{{key}: …}}`"
                )
            case "beside" if place.written:
                return f"below the other `{key}:`, {top}beside `{neighbour}:`"
            case "beside":
                return f"{top}beside `{neighbour}:`" + ("" if top else ", indented alike")
            case "name":
                return f"below a name, as `{neighbour}: {{{key}: …}}`"


def misplaced(kind: Any, whole: object, failures: Sequence[Failure]) -> tuple[Misplaced, ...]:  # noqa: ANN401  # any annotation
    """Return which keys of `whole`, which is to be of type `kind` and has `failures`, are in the wrong place."""
    found: dict[KeyPath, dict[Spot, tuple[Place, ...]]] = {}
    moved: set[KeyPath] = set()
    # The outer ones first: what is in a misplaced key says nothing more.
    for spot in sorted(islice(_spots(kind, whole, failures), _MOST), key=lambda each: len(each.around)):
        if not any(spot.around[:end] in moved for end in range(len(spot.around) + 1)) and (fitting := tuple(dict.fromkeys(places(spot)))):
            found.setdefault(spot.around, {})[spot] = fitting
            moved.add((*spot.around, spot.key))
    return tuple(each for spots in found.values() for each in _together(spots))


def _together(spots: dict[Spot, tuple[Place, ...]]) -> Iterator[Misplaced]:
    """Yield the keys of one mapping by the places that they belong to: those that all can belong to, if there are any."""
    shared = tuple(place for place in next(iter(spots.values())) if all(place in each for each in spots.values()))
    alike: dict[tuple[Place, ...], list[Spot]] = {}
    for spot, own in spots.items():
        alike.setdefault(shared or own, []).append(spot)
    for where, those in alike.items():
        if len(where) <= _PLACES:
            first = those[0]
            written = tuple(key for key in mapping(at(first.whole, first.around)) if any(spot.key == key for spot in those))
            yield Misplaced(around=first.around, keys=written, places=where, among_names=first.is_name)


def _spots(kind: Any, whole: object, failures: Sequence[Failure]) -> Iterator[Spot]:  # noqa: ANN401  # any annotation
    """Yield the keys that nobody knows, and the names of what is not of its kind."""
    seen: set[KeyPath] = set()
    failing = frozenset(failure.keys for failure in failures)
    for failure in failures:
        if failure.detail["type"] == "extra_forbidden" and isinstance(failure.path[-1], str):
            spot = Spot(kind=kind, whole=whole, path=failure.path, mistakes=1, failing=failing)
            if not _is_misspelt(spot):
                yield spot
        for end, part in enumerate(failure.path):
            path = failure.path[: end + 1]
            keys = keys_of(path)
            if isinstance(part, str) and keys not in seen and named(kind, path[:-1]) and any(sections(kind, path)):
                seen.add(keys)
                mistakes = sum(depth(each.keys, keys) in {0, 1} for each in failures)
                if mistakes:
                    yield Spot(kind=kind, whole=whole, path=path, mistakes=mistakes, failing=failing)


def _is_misspelt(spot: Spot) -> bool:
    """Tell whether it is plainly another key of the section that it stands in."""
    for section in sections(spot.kind, spot.path[:-1]):
        known = tuple(fields(section, ()))
        near = did_you_mean(spot.key, known)
        key = near.instead if isinstance(near, Remedy) else meant(spot.key, known)
        if key is not None and fits(section, (key,), spot):
            return True
    return False
