"""The files of a platform, merged but not yet typed."""

from __future__ import annotations

from collections.abc import Mapping

from msgspec import Struct

from tocsin.source import KeyPath, Origins


class Tree(Struct, frozen=True, kw_only=True):
    """Plain data, and where each part of it was written."""

    value: Mapping[str, object]
    origins: Origins
    complete: bool = True
    """Whether it has all models and components, so that what has no effect on these has none."""
    removed: tuple[KeyPath, ...] = ()
    """Where a `null` of its own has removed something that platforms have in common."""
