"""A model or component, completed by the layers below what its author wrote."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final, Self

from msgspec import Struct

from tocsin.diagnostics import Diagnostic, did_you_mean
from tocsin.resolve.common import PARTS, Common
from tocsin.resolve.layers import Layer, mapping, places, removals, together, under
from tocsin.source import KeyPath

PANELS: Final = "panels"


class Monitored(Struct, frozen=True, kw_only=True):
    """A model or component at `at`, of which `own` is written."""

    at: KeyPath
    own: Mapping[str, Any]
    runtime: Layer | None
    common: Common
    layers: tuple[Layer, ...]
    given: Mapping[str, Any]
    """What the layers come to."""

    @classmethod
    def of(cls, at: KeyPath, own: Mapping[str, Any], written: Mapping[str, Any], runtime: Layer | None, common: Common) -> Self:
        """Return the model or component at `at`, of which `own` is written, and with a patch over that `written`."""
        layers = common.over(runtime, written)
        given = common.value if layers is common.layers else together(layers)
        return cls(at=at, own=own, runtime=runtime, common=common, layers=layers, given=given)

    def value(self) -> dict[str, Any]:
        """Return it completed; the patch is to be applied to that."""
        merged = under(self.given, self.own)
        for part in PARTS:
            entries = merged.get(part, {})
            if isinstance(entries, Mapping):  # of another type it is a mistake, which the types tell
                # What is left of `null` removes nothing, which has been said.
                merged[part] = {key: value for key, value in entries.items() if value is not None}
            if merged.get(part) in (None, {}):
                merged.pop(part, None)
        if (panels := self._panels()) is not None:
            merged[PANELS] = [*panels, *self._drawn()]
        return merged

    def brought(self) -> dict[KeyPath, KeyPath]:
        """Return what was brought, of each the shortest path, and where it stands or is asked for."""
        found = {(*self.at, *path): place for path, place in places(self.layers, self.own)}
        if self.runtime is not None and (panels := self._panels()) is not None:
            found |= {(*self.at, PANELS, len(panels) + index): self.runtime.at for index in range(len(self._drawn()))}
        return found

    def effective(self) -> Iterator[KeyPath]:
        """Yield the places of the removals and changes in common that make a difference here."""
        if self.common.removes:
            yield from (place for place, found in removals(self.layers) if found)
        yield from (place for place in self.common.changes if place[-1] in mapping(self.given.get(str(place[-2]))))

    def mistakes(self) -> Iterator[Diagnostic]:
        """Yield what is removed and nobody brings."""
        for part in PARTS:
            entries = mapping(self.given.get(part))
            for name, value in mapping(self.own.get(part)).items():
                if value is None and name not in entries:
                    message = f"there is no default `{name}` to remove"
                    at = (*self.at, part, name)
                    yield Diagnostic(code="defaults/removes-nothing", message=message, help=did_you_mean(name, entries), at=at, part="key")

    def _panels(self) -> list[object] | None:
        """Return the panels that were written; None: none were. The runtime's follow them, so that each keeps its place in the list."""
        panels = self.own[PANELS] if PANELS in self.own else self.common.value.get(PANELS)
        return panels if isinstance(panels, list) else None

    def _drawn(self) -> list[object]:
        return [] if self.runtime is None else self.runtime.given.get(PANELS, [])
