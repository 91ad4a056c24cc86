"""What a pack brings, as far as what runs has it: of some releases and modes it brings something else, or less."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final

from tocsin.catalog.releases import has_come

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tocsin.catalog.releases import Releases

PARTS: Final = ("metrics", "thresholds", "slos")


def fitting(
    brings: Mapping[str, Mapping[str, object]], variants: tuple[Mapping[str, Any], ...], *, releases: Releases | None, mode: str | None
) -> Mapping[str, Mapping[str, object]]:
    """Return what `brings` says once the variants for these releases (None: the newest) and KServe's `mode` have changed it.

    A variant with `before:` holds where a release in use is older, one with `unless_mode:` in any other mode. It replaces metrics whole,
    thresholds and objectives field by field; `null` removes one.
    """
    changed = {part: dict(brings[part]) for part in PARTS}
    for variant in variants:
        if not _holds(variant, releases, mode):
            continue
        for part in PARTS:
            for name, entry in variant.get(part, {}).items():
                if entry is None:
                    changed[part].pop(name, None)
                else:
                    before = changed[part].get(name)
                    changed[part][name] = {**before, **entry} if part != "metrics" and isinstance(before, dict) else entry
    return MappingProxyType(changed)


def _holds(variant: Mapping[str, Any], releases: Releases | None, mode: str | None) -> bool:
    if "unless_mode" in variant:
        return bool(mode != variant["unless_mode"])
    return releases is not None and not has_come(variant["before"], releases)
