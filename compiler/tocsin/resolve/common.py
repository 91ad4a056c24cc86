"""What a platform's `defaults` say of all models, or of all components."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any, Final

from msgspec import Struct
from msgspec.structs import replace
from pydantic import TypeAdapter

from tocsin.diagnostics import Diagnostic
from tocsin.resolve.layers import Layer, mapping, removals, together, under
from tocsin.resolve.nulls import as_written
from tocsin.resolve.patching import merge_patch
from tocsin.source import Route
from tocsin.spec.defaults import is_whole
from tocsin.spec.models import Component, Model
from tocsin.spec.validate import validate

DEFAULTS: Final = "defaults"
"""The section of what all models, or all components, have in common."""
PARTS: Final = ("thresholds", "slos")
"""What is made of entries: a `null` removes one, and one that is not whole changes another."""
_OF_EACH: Final = ("known_as", "workload")
"""What no two can have in common."""


class Common(Struct, frozen=True, kw_only=True):
    """What models or components have in common: as the spec says, and as an environment's patch of that does."""

    at: Route
    layers: tuple[Layer, ...]
    value: Mapping[str, Any]
    """What they come to."""
    changes: frozenset[tuple[str, str]]
    """Which entries only change others of their names."""
    removes: tuple[Route, ...]
    """Where it removes what runtimes bring."""

    def over(self, runtime: Layer | None, written: Mapping[str, Any]) -> tuple[Layer, ...]:
        """Return what stands below what is `written` of one, the lowest first: what its runtime brings, then this.

        An entry that only changes another is no part of one that has no other.
        """
        known = (written,) if runtime is None else (runtime.given, written)
        vain = {
            (part, name) for part, name in self.changes if not any(isinstance(mapping(side.get(part)).get(name), Mapping) for side in known)
        }
        shared = tuple(_without(layer, vain) for layer in self.layers) if vain else self.layers
        return shared if runtime is None else (runtime, *shared)

    def mistakes(self, kind: str) -> Iterator[Diagnostic]:
        """Yield what cannot be in common, and what none of them can be given, whatever it says besides.

        Not of thresholds and objectives: which keys these have depends on what they are put over.
        """
        for key in _OF_EACH:
            if key in self.value:
                message, remedy = f"two {kind}s cannot have one `{key}`", f"write it at each {kind}"
                yield Diagnostic(code="defaults/of-each", message=message, help=remedy, at=(*self.at, key), part="key")
        given = as_written({key: each for key, each in merge_patch({}, self.value).items() if key not in PARTS})
        read = validate(_type(str(self.at[-1])), given, self.at) if given else ()
        for told in read if isinstance(read, tuple) else ():
            if told.code.startswith("spec/") and told.code != "spec/missing-key":
                yield told

    def idle(self, kind: str, *, subjects: bool) -> Iterator[Diagnostic]:
        """Yield what is to be told of each part that may have no effect, if it has none; `subjects` tells whether there is any `kind`."""
        if self.layers and not subjects:
            message, remedy = f"there is no {kind} that could have them", f"define a {kind}, or remove this"
            yield Diagnostic(code="defaults/of-nothing", message=message, help=remedy, at=self.at, part="key")
            return
        for place in self.removes:
            message = f"no {kind} has a default `{place[-1]}` to remove"
            yield Diagnostic(code="defaults/removes-nothing", message=message, help="remove this line", at=place, part="key")
        for part, name in sorted(self.changes):
            message, remedy = f"no {kind} has `{name}` in its `{part}`", "say what it is about, not only how it differs, or remove it"
            yield Diagnostic(code="defaults/changes-nothing", message=message, help=remedy, at=(*self.at, part, name), part="key")


@cache
def _type(section: str) -> TypeAdapter[Any]:
    return TypeAdapter(Model) if section == "models" else TypeAdapter(Component)


def common_of(section: str, *sides: Mapping[str, object]) -> Common:
    """Return what all in `section` have in common by a spec and the patch over it."""
    at: Route = (DEFAULTS, section)
    layers = tuple(Layer(given=given, at=at, asked=False) for side in sides if (given := mapping(mapping(side.get(DEFAULTS)).get(section))))
    value = together(layers)
    entries = ((part, name, entry) for part in PARTS for name, entry in mapping(value.get(part)).items() if isinstance(entry, Mapping))
    changes = frozenset((part, name) for part, name, entry in entries if not is_whole(part, entry))
    removes = tuple(dict.fromkeys(place for place, _ in removals(layers)))
    return Common(at=at, layers=layers, value=value, changes=changes, removes=removes)


def _without(layer: Layer, vain: set[tuple[str, str]]) -> Layer:
    removed: dict[str, dict[str, None]] = {}
    for part, name in vain:
        if name in mapping(layer.given.get(part)):
            removed.setdefault(part, {})[name] = None
    return replace(layer, given=under(layer.given, removed))
