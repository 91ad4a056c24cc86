"""What `defaults` say for all models or all components, and profiles for those that name them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any, Final

from msgspec import Struct
from msgspec.structs import replace
from pydantic import TypeAdapter

from tocsin.diagnostics import Diagnostic
from tocsin.resolve.layers import Layer, mapping, removals, together, under
from tocsin.resolve.patching import merge_patch
from tocsin.source import KeyPath
from tocsin.spec.defaults import IN_COMMON, conditions, is_whole
from tocsin.spec.models import Component, Model
from tocsin.spec.nulls import as_written
from tocsin.spec.validate import validate

DEFAULTS, PROFILES = IN_COMMON
PARTS: Final = ("thresholds", "slos")
"""What is made of entries: a `null` removes one, and one that is not whole changes another."""
_OF_EACH: Final = ("known_as", "workload")
"""What no two can have in common."""


class Common(Struct, frozen=True, kw_only=True):
    """What models or components have in common: as the spec says, and as an environment's patch of that does."""

    at: KeyPath
    """Where it stands; of what has a profile, that."""
    layers: tuple[Layer, ...]
    value: Mapping[str, Any]
    """What they come to."""
    changes: frozenset[KeyPath]
    """Where entries stand that only change others of their names."""
    removes: tuple[KeyPath, ...]
    """Where it removes what runtimes bring."""

    def over(self, runtime: Layer | None, written: Mapping[str, Any]) -> tuple[Layer, ...]:
        """Return what stands below what is `written` of one, the lowest first: what its runtime brings, then this.

        An entry that only changes another is no part of one that has no other.
        """
        known = (written,) if runtime is None else (runtime.given, written)
        vain = {
            (part, name)
            for part, name in {(str(place[-2]), str(place[-1])) for place in self.changes}
            if not is_whole(part, mapping(mapping(self.value.get(part)).get(name)))
            and not any(isinstance(mapping(side.get(part)).get(name), Mapping) for side in known)
        }
        shared = tuple(_without(layer, vain) for layer in self.layers) if vain else self.layers
        thresholds = mapping(written.get("thresholds"))
        if any(thresholds.keys() & mapping(layer.given.get("thresholds")).keys() for layer in shared):
            shared = tuple(_fitted(layer, thresholds) for layer in shared)
        return shared if runtime is None else (runtime, *shared)

    def below(self, profile: Common) -> Common:
        """Return what those have in common that name a `profile` besides: what it says stands over this."""
        thresholds = mapping(profile.value.get("thresholds"))
        layers = (*(_fitted(layer, thresholds) for layer in self.layers), *profile.layers)
        removes = tuple(dict.fromkeys(place for place, _ in removals(layers)))
        return Common(at=profile.at, layers=layers, value=together(layers), changes=self.changes | profile.changes, removes=removes)

    def place(self, key: str) -> KeyPath:
        """Return where a key that somebody says in common stands."""
        return next((*layer.at, key) for layer in reversed(self.layers) if key in layer.given)

    def mistakes(self, kind: str) -> Iterator[Diagnostic]:
        """Yield what cannot be in common, and what none of them can be given, whatever it says besides.

        Not of thresholds and objectives: which keys these have depends on what they are put over.
        """
        for key in _OF_EACH:
            if key in self.value:
                message, remedy = f"two {kind}s cannot have one `{key}`", f"write it at each {kind}"
                yield Diagnostic(code="defaults/of-each", message=message, help=remedy, at=(*self.at, key), part="key")
        given = as_written({key: each for key, each in merge_patch({}, self.value).items() if key not in PARTS})
        read = validate(_component() if self.at == (DEFAULTS, "components") else _model(), given, self.at) if given else ()
        for told in read if isinstance(read, tuple) else ():
            if told.code.startswith("spec/") and told.code != "spec/missing-key":
                yield told

    def idle(self, nobody: str) -> Iterator[Diagnostic]:
        """Yield what is to be told of each part that may have no effect, if it has none: that `nobody`, like `no model`, has its object."""
        for place in self.removes:
            message = f"{nobody} has a default `{place[-1]}` to remove"
            yield Diagnostic(code="defaults/removes-nothing", message=message, help=f"remove `{place[-1]}: null`", at=place, part="key")
        for place in sorted(self.changes, key=str):
            message = f"{nobody} has `{place[-1]}` in its `{place[-2]}`"
            remedy = "say what it is about, not only how it differs, or remove it"
            yield Diagnostic(code="defaults/changes-nothing", message=message, help=remedy, at=place, part="key")


@cache
def _model() -> TypeAdapter[Any]:
    return TypeAdapter(Model)


@cache
def _component() -> TypeAdapter[Any]:
    return TypeAdapter(Component)


def common_of(at: KeyPath, *sides: Mapping[str, object]) -> Common:
    """Return what stands `at` a place of what is in common, by a spec and the patch over it."""
    layers: tuple[Layer, ...] = ()
    for side in sides:
        section, name = mapping(side.get(str(at[0]), {})), str(at[1])
        if side.get(str(at[0]), {}) is None or section.get(name, {}) is None:
            layers = ()  # a patch removes it all
        elif given := mapping(section.get(name)):
            layers = (*layers, Layer(given=given, at=at, asked=False))
    value = together(layers)
    entries = ((part, name, entry) for part in PARTS for name, entry in mapping(value.get(part)).items() if isinstance(entry, Mapping))
    changes = frozenset((*at, part, name) for part, name, entry in entries if not is_whole(part, entry))
    removes = tuple(dict.fromkeys(place for place, _ in removals(layers)))
    return Common(at=at, layers=layers, value=value, changes=changes, removes=removes)


def fitting(given: Mapping[str, Any], written: object) -> Mapping[str, Any]:
    """Return what is given of a threshold that stands below what was `written`: no condition below one of another kind.

    Who names another metric for it besides has a threshold of another kind about something else: nothing of the other's fits that.
    """
    own = mapping(written)
    if not (conditions() & own.keys()) or conditions() & own.keys() & given.keys():
        return given
    return {} if "metric" in own else {key: value for key, value in given.items() if key not in conditions()}


def _fitted(layer: Layer, written: Mapping[str, Any]) -> Layer:
    """Return a layer whose thresholds fit those that were `written` above them."""
    given = mapping(layer.given.get("thresholds"))
    fitted = {name: fitting(each, written.get(name)) if isinstance(each, Mapping) else each for name, each in given.items()}
    return layer if fitted == given else replace(layer, given={**layer.given, "thresholds": fitted})


def _without(layer: Layer, vain: set[tuple[str, str]]) -> Layer:
    removed: dict[str, dict[str, None]] = {}
    for part, name in vain:
        if name in mapping(layer.given.get(part)):
            removed.setdefault(part, {})[name] = None
    return replace(layer, given=under(layer.given, removed))
