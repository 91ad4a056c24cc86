"""A model or component, completed by what stands below what its author wrote of it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

from msgspec import Struct

from tocsin.diagnostics import Diagnostic, did_you_mean
from tocsin.resolve.common import PARTS, Common
from tocsin.resolve.layers import Layer, mapping, places, removals, together, under
from tocsin.source import Route

PANELS: Final = "panels"


class Monitored(Struct, frozen=True, kw_only=True):
    """A model or component at `at`, of which `own` is written, with a patch over it `written`."""

    at: Route
    own: Mapping[str, Any]
    written: Mapping[str, Any]
    runtime: Layer | None
    common: Common

    def value(self) -> dict[str, Any]:
        """Return it completed; the patch is to be applied to that."""
        merged = under(together(self._layers()), self.own)
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

    def brought(self) -> dict[Route, Route]:
        """Return what was brought, of each the shortest route, and where it stands or is asked for."""
        found = {(*self.at, *route): place for route, place in places(self._layers(), self.own)}
        if self.runtime is not None and (panels := self._panels()) is not None:
            found |= {(*self.at, PANELS, len(panels) + index): self.runtime.at for index in range(len(self._drawn()))}
        return found

    def effective(self) -> Iterator[Route]:
        """Yield the places of the removals and changes in common that make a difference here."""
        layers = self._layers()
        yield from (place for place, found in removals(layers) if found)
        given = together(layers)
        yield from ((*self.common.at, part, name) for part, name in self.common.changes if name in mapping(given.get(part)))

    def mistakes(self) -> Iterator[Diagnostic]:
        """Yield what is removed and nobody brings."""
        given = together(self._layers())
        for part in PARTS:
            entries = mapping(given.get(part))
            for name, value in mapping(self.own.get(part)).items():
                if value is None and name not in entries:
                    message = f"there is no default `{name}` to remove"
                    at = (*self.at, part, name)
                    yield Diagnostic(code="defaults/removes-nothing", message=message, help=did_you_mean(name, entries), at=at, part="key")

    def _layers(self) -> tuple[Layer, ...]:
        return self.common.over(self.runtime, self.written)

    def _panels(self) -> list[object] | None:
        """Return the panels that were written; None: none were. The runtime's follow them, so that each keeps its place in the list."""
        panels = under(self.common.value, self.own).get(PANELS)
        return panels if isinstance(panels, list) else None

    def _drawn(self) -> list[object]:
        return [] if self.runtime is None else self.runtime.given.get(PANELS, [])
