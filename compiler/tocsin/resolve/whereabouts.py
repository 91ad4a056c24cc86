"""Tells where a key that a patch has at a wrong depth belongs, by where the rest of the spec has it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final

from msgspec.structs import replace

from tocsin.diagnostics import Diagnostic
from tocsin.resolve.layers import mapping
from tocsin.source import KeyPath
from tocsin.spec import Spec
from tocsin.spec.platform import Platform

_MISPLACED: Final = frozenset({"spec/unknown-key", "spec/misplaced-key"})
_OF_A_SPEC: Final = frozenset({*Spec.model_fields, *Platform.model_fields})
_MOST: Final = 3
"""Places that are told: what stands in more is meant for none of them plainly."""


def as_elsewhere(mistakes: Iterable[Diagnostic], base: Mapping[str, Any], patch: Mapping[str, Any]) -> Iterator[Diagnostic]:
    """Yield `mistakes` of a spec, where a key of the `patch` that is none in its place says with where `base` has it."""
    for each in mistakes:
        path = each.at
        alone = each.code in _MISPLACED and isinstance(path, tuple) and each.message.startswith(("unknown", f"`{path[-1]}` "))
        if not alone or not isinstance(path, tuple) or _at(base, path) is not _NOTHING or (value := _at(patch, path)) is _NOTHING:
            yield each
            continue
        holder = path[:-1]
        found = [place for place in _places(base, path[-1]) if _alike(_at(base, place), value)]
        inside = [place for place in found if place[: len(holder)] == holder]
        ways = [_way(place, holder) for place in inside or found]
        yield replace(each, help=f"write it as {', or '.join(ways)}") if 0 < len(ways) <= _MOST else each


def below_patch(mistakes: Iterable[Diagnostic], environments: object) -> Iterator[Diagnostic]:
    """Yield `mistakes` of the section `environments`, where a section of the spec beside `patch` says that it belongs below it."""
    for each in mistakes:
        match each.at:
            case ("environments", str(name), str(key)) if each.code == "spec/unknown-key" and key in _OF_A_SPEC:
                there = "patch" in mapping(mapping(environments).get(name))
                written = f"platform: {{{key}: …}}" if key in Platform.model_fields else f"{key}: …"
                remedy = f"write it below `patch:`, as `{written}`" if there else f"write it as `patch: {{{written}}}`"
                yield replace(each, message=f"`{key}` does not belong below `{name}:`", help=remedy, code="spec/misplaced-key")
            case _:
                yield each


def _way(place: KeyPath, holder: KeyPath) -> str:
    """Return how what belongs at `place` is written, from the innermost mapping on that is around it and around `holder`."""
    shared = next(index for index, part in enumerate((*place[:-1], None)) if index >= len(holder) or part != holder[index])
    inner = "…"
    for part in reversed(place[shared + 1 :]):
        inner = f"{{{part}: {inner}}}"
    where = "" if shared == len(holder) else f" below `{holder[shared - 1]}:`" if shared else " at the top of the patch"
    return f"`{place[shared]}: {inner}`{where}"


def _places(value: Mapping[str, Any], key: object, path: KeyPath = ()) -> Iterator[KeyPath]:
    for name, inner in value.items():
        if name == key:
            yield (*path, name)
        elif isinstance(inner, Mapping):
            yield from _places(inner, key, (*path, name))


def _alike(there: object, here: object) -> bool:
    """Tell whether two values may be of one kind: neither is a mapping, or both have a key in common, or one of them says nothing."""
    if not isinstance(there, Mapping) or not isinstance(here, Mapping):
        return isinstance(there, Mapping) == isinstance(here, Mapping)
    return not there or not here or not there.keys().isdisjoint(here)


_NOTHING: Final = object()


def _at(value: Any, path: KeyPath) -> Any:  # noqa: ANN401  # plain data of a file
    for part in path:
        if not isinstance(value, Mapping) or part not in value:
            return _NOTHING
        value = value[part]
    return value
